package dev.braid.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.codec.EntryCodec;
import dev.braid.coordinator.crypto.Curves;
import dev.braid.coordinator.loop.ManualLoop;
import dev.braid.coordinator.peer.Peers;
import dev.braid.proto.v1.LogProto;
import dev.braid.proto.v1.PeerProto.PeerNotice;
import dev.braid.proto.v1.PeerProto.PeerReply;
import dev.braid.proto.v1.PeerProto.PeerRequest;
import dev.braid.proto.v1.PeerProto.RollupChangeSigned;
import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.log.BatchDraft;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.Entry.RollupChanged.Change;
import dev.braid.protocol.log.Log;
import dev.braid.protocol.log.RollupState;
import dev.braid.protocol.log.RollupStatus;
import dev.braid.protocol.log.State;
import dev.braid.protocol.round.PlannerEvent.AppendAnswer;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.protocol.types.Position;
import dev.braid.rollup.spi.RollupInfo;
import dev.braid.rollup.spi.RpcResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Three members change the rollup set together: none signs what it has not checked (D4). */
final class RollupChangesTest {
  private static final ChainId CHAIN = new ChainId(901);
  private static final BlockRef ANCHOR =
      new BlockRef(0, new BlockHash(Bytes32.ZERO), 1_700_000_000);
  private static final Secp256k1 CURVE = Curves.fastest();
  private static final long TERM = 1;

  private final ManualLoop loop = new ManualLoop();
  private final TestLog log = new TestLog();
  private final Log rules = new Log(CURVE);
  private final List<Member> members = List.of(new Member(1), new Member(2), new Member(3));

  RollupChangesTest() {
    NetworkParameters parameters =
        new NetworkParameters(
            NetworkParameters.RULES_VERSION,
            State.empty().parameters().limits(),
            NetworkParameters.Quorum.MAJORITY,
            members.stream().map(Member::self).sorted().toList(),
            List.of());
    log.state = State.empty();
    append(
        new Entry.NetworkStarted(parameters, Bytes32.ZERO),
        new Entry.LeaderClaimed(members.get(0).self()));
    log.leadsIn = TERM;
    members.forEach(Member::open);
  }

  /** A member with an engine of its own; all look at one log. */
  private final class Member implements Peers {
    final MemberSigner signer;
    final TestClient client = new TestClient();
    String name = "one";
    boolean isDown;
    @Nullable RollupChanges changes;
    @Nullable BiFunction<Address, PeerRequest, CompletionStage<PeerReply>> handler;
    @Nullable RollupJoiner joiner;

    Member(int number) {
      byte[] key = new byte[32];
      key[31] = (byte) number;
      signer = new MemberSigner(CURVE, new PrivateKey(Bytes32.wrap(key)));
      client.info =
          new RpcResult.Answer<>(
              new RollupInfo(
                  CHAIN,
                  ANCHOR,
                  "test",
                  Level.EXECUTION,
                  RollupDefinition.ETHEREUM_BLOCK_FORMAT,
                  "test",
                  true));
      client.head = new RpcResult.Answer<>(ANCHOR);
    }

    void open() {
      RollupJoiner.Candidate candidate =
          new RollupJoiner.Candidate(
              CHAIN,
              name,
              "anvil",
              Level.EXECUTION,
              0,
              false,
              Address.ZERO,
              30_000_000,
              null,
              client);
      RollupChanges made =
          new RollupChanges(
              loop,
              log,
              (entry, term) -> CompletableFuture.completedFuture(append(entry)),
              this,
              signer,
              Runnable::run);
      changes = made;
      handler =
          new RollupChangeSigner(loop, log, made, signer, Runnable::run, List.of(candidate))::asked;
      joiner = new RollupJoiner(loop, log, made, List.of(candidate), new SilentObserver());
    }

    @Override
    public Address self() {
      return signer.member();
    }

    @Override
    public List<Address> others() {
      return members.stream().map(Member::self).filter(other -> !other.equals(self())).toList();
    }

    @Override
    public void tell(Address member, PeerNotice notice) {}

    @Override
    public CompletionStage<PeerReply> ask(Address to, PeerRequest request, Duration timeout) {
      for (Member member : members) {
        if (member.self().equals(to) && member.handler != null && !member.isDown) {
          return member.handler.apply(self(), request);
        }
      }
      return CompletableFuture.failedFuture(new UnreachableException("down"));
    }

    @Override
    public void serve(Handler answering) {}

    void join() {
      if (joiner != null) {
        joiner.gained();
        loop.run();
      }
    }

    Declared declareDiverged() {
      return declare(Change.DIVERGED);
    }

    Declared declare(Change change) {
      if (changes == null) {
        throw new IllegalStateException("not open");
      }
      var declared = changes.declare(CHAIN, change, "lost its disk").toCompletableFuture();
      loop.pass(10_000);
      return declared.join();
    }
  }

  /** By the rules of the log, as its members apply them. */
  private AppendAnswer append(Entry... entries) {
    State before = log.state;
    BatchDraft draft =
        rules.open(
            before, TERM, Math.max(1_700_000_000_000L, before.timeMillis()), (id, height) -> false);
    for (Entry entry : entries) {
      var violation = draft.add(entry);
      if (violation != null) {
        return new AppendAnswer.Refused(violation.toString());
      }
    }
    log.state = draft.seal().applied().state();
    return new AppendAnswer.Applied(new Position(log.state.height(), 0));
  }

  private @Nullable RollupStatus status() {
    RollupState rollup = log.state.rollup(CHAIN);
    return rollup == null ? null : rollup.status();
  }

  @Test
  void aRollupThatAMajorityKnowsAlikeJoins() {
    members.get(2).isDown = true;
    members.get(0).join();
    assertThat(log.state.rollup(CHAIN)).isNotNull();
  }

  @Test
  void aMemberThatAnswersNonsenseHoldsNobodyUp() {
    members.get(1).handler =
        (from, request) ->
            CompletableFuture.completedFuture(
                PeerReply.newBuilder()
                    .setRollupChangeSigned(
                        RollupChangeSigned.newBuilder()
                            .setSignature(LogProto.MemberSignature.getDefaultInstance()))
                    .build());
    members.get(2).isDown = true;
    members.get(0).join();
    assertThat(log.state.rollup(CHAIN)).isNull();

    members.get(2).isDown = false;
    loop.pass(2_000);
    assertThat(log.state.rollup(CHAIN)).as("it asks again").isNotNull();
  }

  @Test
  void aRollupThatTheOthersKnowOtherwiseDoesNotJoin() {
    members.get(1).name = "another";
    members.get(1).open();
    members.get(2).client.head =
        new RpcResult.Answer<>(new BlockRef(1, ANCHOR.hash(), ANCHOR.timestampSeconds()));
    members.get(0).join();
    assertThat(log.state.rollup(CHAIN)).isNull();

    members.get(2).client.head = new RpcResult.Answer<>(ANCHOR);
    loop.pass(2_000);
    assertThat(log.state.rollup(CHAIN)).as("two of three agree now").isNotNull();
  }

  @Test
  void aMemberWhoseEngineDoesNotAnswerSignsNothing() {
    members.get(1).client.info = new RpcResult.Unavailable<>("down");
    members.get(2).client.info = new RpcResult.Unavailable<>("down");
    members.get(0).join();
    assertThat(log.state.rollup(CHAIN)).isNull();
  }

  @Test
  void whoLeadsNoMoreJoinsNothing() {
    members.get(1).isDown = true;
    members.get(2).isDown = true;
    Member first = members.get(0);
    first.join();
    if (first.joiner != null) {
      first.joiner.lost();
    }
    members.get(1).isDown = false;
    loop.pass(10_000);
    assertThat(log.state.rollup(CHAIN)).isNull();
  }

  @Test
  void aRollupHasDivergedWhenTheOperatorsOfAMajoritySaySo() {
    members.get(0).join();
    assertThat(members.get(1).declareDiverged()).isEqualTo(new Declared.Approved(1, 2));
    assertThat(status()).isEqualTo(RollupStatus.ACTIVE);

    assertThat(members.get(2).declareDiverged()).isInstanceOf(Declared.Proposed.class);
    assertThat(status()).isEqualTo(RollupStatus.DIVERGED);
  }

  @Test
  void anOperatorsWordCountsForTenMinutes() {
    members.get(0).join();
    members.get(1).declareDiverged();
    loop.pass(Duration.ofMinutes(10).toMillis());
    assertThat(members.get(2).declareDiverged()).isEqualTo(new Declared.Approved(1, 2));
  }

  @Test
  void theOperatorsOfAMajorityPauseARollupAndResumeIt() {
    members.get(0).join();
    assertThat(members.get(1).declare(Change.PAUSED)).isEqualTo(new Declared.Approved(1, 2));
    assertThat(status()).isEqualTo(RollupStatus.ACTIVE);
    assertThat(members.get(2).declare(Change.PAUSED)).isInstanceOf(Declared.Proposed.class);
    assertThat(status()).isEqualTo(RollupStatus.PAUSED);

    assertThat(members.get(0).declare(Change.RESUMED)).isEqualTo(new Declared.Approved(1, 2));
    assertThat(members.get(1).declare(Change.RESUMED)).isInstanceOf(Declared.Proposed.class);
    assertThat(status()).isEqualTo(RollupStatus.ACTIVE);
  }

  /** Who approved a pause that is over is not taken to approve the next one. */
  @Test
  void aWordForAPauseCountsForThatPauseAlone() {
    members.get(0).join();
    members.get(1).declare(Change.PAUSED);
    members.get(2).declare(Change.PAUSED);
    members.get(0).declare(Change.RESUMED);
    members.get(2).declare(Change.RESUMED);
    assertThat(status()).isEqualTo(RollupStatus.ACTIVE);
    assertThat(members.get(0).declare(Change.PAUSED)).isEqualTo(new Declared.Approved(1, 2));
    assertThat(status()).isEqualTo(RollupStatus.ACTIVE);
  }

  @Test
  void aSignatureOverSomethingElseIsNotCounted() {
    Member liar = members.get(1);
    members.get(2).isDown = true;
    Entry.RollupChanged another =
        new Entry.RollupChanged(CHAIN, Change.DIVERGED, null, "", null, List.of());
    liar.handler =
        (from, request) ->
            CompletableFuture.completedFuture(
                PeerReply.newBuilder()
                    .setRollupChangeSigned(
                        RollupChangeSigned.newBuilder()
                            .setSignature(EntryCodec.toProto(liar.signer.sign(log.state, another))))
                    .build());
    members.get(0).join();
    assertThat(log.state.rollup(CHAIN)).isNull();
  }
}
