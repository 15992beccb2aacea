package dev.braid.coordinator.batcher;

import static dev.braid.coordinator.log.SoloNode.await;
import static dev.braid.coordinator.log.SoloNode.transfers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.bus.BusAddresses;
import dev.braid.coordinator.codec.EventCodec;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.coordinator.log.NoticePublisher;
import dev.braid.coordinator.log.SoloNode;
import dev.braid.proto.v1.BusProto.AppliedNotice;
import dev.braid.proto.v1.BusProto.SubmitReply;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.LogEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BatcherVerticleTest {
  private static final int BUNDLES = 200;

  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close().toCompletionStage());
  }

  @Test
  void answersOverTheEventBusAndPublishesEachBatchInOrderAfterItIsCertifiedD1() throws Exception {
    try (SoloNode node =
        SoloNode.open(
            directory, BatcherOptions.DEFAULT.withAppendsInFlight(4), LogClock.monotonic())) {
      List<AppliedNotice> notices = new CopyOnWriteArrayList<>();
      List<Long> early = new CopyOnWriteArrayList<>();
      CompletableFuture<Void> all = new CompletableFuture<>();
      vertx
          .eventBus()
          .<byte[]>localConsumer(
              BusAddresses.APPLIED,
              message -> {
                try {
                  AppliedNotice notice = AppliedNotice.parseFrom(message.body());
                  if (notice.getHeight() > node.ledger().certifiedHeight()) {
                    early.add(notice.getHeight());
                  }
                  notices.add(notice);
                  if (sequenced(notices) == BUNDLES) {
                    all.complete(null);
                  }
                } catch (Exception e) {
                  all.completeExceptionally(e);
                }
              });
      node.ledger().addListener(new NoticePublisher(vertx.eventBus()));
      await(vertx.deployVerticle(new BatcherVerticle(node.batcher())).toCompletionStage());
      node.lead();

      List<Future<byte[]>> replies = new ArrayList<>();
      for (int i = 0; i < BUNDLES; i++) {
        Entry.BundleSequenced bundle = transfers(i, 901);
        replies.add(
            vertx
                .eventBus()
                .<byte[]>request(BusAddresses.BATCHER, Requests.encode(bundle))
                .map(message -> message.body()));
      }
      for (Future<byte[]> reply : replies) {
        assertThat(SubmitReply.parseFrom(await(reply.toCompletionStage())).hasAccepted()).isTrue();
      }
      await(all);
      assertThat(early).isEmpty();
      assertThat(notices.stream().map(AppliedNotice::getHeight).toList())
          .isSorted()
          .doesNotHaveDuplicates()
          .startsWith(0L);
      LogEvent event = EventCodec.fromProto(notices.getLast().getEvents(0));
      assertThat(event.cursor().height()).isEqualTo(notices.getLast().getHeight());
      assertThat(ValueCodec.batchHash(notices.getLast().getHash()))
          .isEqualTo(node.ledger().state().headHash());
    }
  }

  private static long sequenced(List<AppliedNotice> notices) {
    return notices.stream()
        .flatMap(notice -> notice.getEventsList().stream())
        .filter(event -> event.hasSequenced())
        .count();
  }
}
