package dev.braid.coordinator.status;

import dev.braid.coordinator.health.AlarmBook;
import dev.braid.coordinator.health.Health;
import dev.braid.coordinator.health.HealthView;
import dev.braid.coordinator.peer.Peers;
import dev.braid.proto.v1.PeerProto.GetRollupHealths;
import dev.braid.proto.v1.PeerProto.PeerReply;
import dev.braid.proto.v1.PeerProto.PeerRequest;
import dev.braid.proto.v1.PeerProto.RollupHealth;
import dev.braid.proto.v1.PeerProto.RollupHealths;
import dev.braid.proto.v1.PeerProto.StandingAlarm;
import dev.braid.protocol.round.AlarmCode;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks the leader how the rollups stand, and answers when this member leads. */
public final class LeaderReports implements RollupReportSource {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** A report is for people: what lies above is cut. */
  private static final int MAX_LINES = 512;

  private static final PeerRequest QUESTION =
      PeerRequest.newBuilder().setGetRollupHealths(GetRollupHealths.getDefaultInstance()).build();

  private final Address self;
  private final Supplier<@Nullable Address> leader;
  private final Peers peers;
  private final Supplier<List<HealthView>> healths;
  private final Supplier<List<AlarmBook.Standing>> alarms;

  /**
   * @param leader who leads as far as this member knows
   * @param healths as this member sees the rollups
   */
  public LeaderReports(
      Address self,
      Supplier<@Nullable Address> leader,
      Peers peers,
      Supplier<List<HealthView>> healths,
      Supplier<List<AlarmBook.Standing>> alarms) {
    this.self = self;
    this.leader = leader;
    this.peers = peers;
    this.healths = healths;
    this.alarms = alarms;
  }

  @Override
  public CompletionStage<RollupReport> report() {
    Address asked = leader.get();
    if (asked == null) {
      return CompletableFuture.completedFuture(
          RollupReport.unknown(null, "no leader is known: nobody drives the rollups"));
    }
    if (asked.equals(self)) {
      return CompletableFuture.completedFuture(
          new RollupReport(self, null, healths.get(), alarms.get()));
    }
    return peers
        .ask(asked, QUESTION, PATIENCE)
        .thenApply(reply -> read(asked, reply))
        .exceptionally(
            why -> {
              Throwable cause = why.getCause() == null ? why : why.getCause();
              return RollupReport.unknown(
                  asked, "the leader does not answer: " + cause.getMessage());
            });
  }

  /** What this member says when another asks {@code GetRollupHealths}. */
  public PeerReply answer() {
    RollupHealths.Builder told = RollupHealths.newBuilder().setLeads(self.equals(leader.get()));
    healths.get().stream()
        .limit(MAX_LINES)
        .forEach(
            view ->
                told.addRollups(
                    RollupHealth.newBuilder()
                        .setChainId(view.chainId().value())
                        .setHealth(view.health().name())
                        .setSinceMillis(view.sinceMillis())
                        .setReason(view.reason())));
    alarms.get().stream()
        .limit(MAX_LINES)
        .forEach(
            alarm ->
                told.addAlarms(
                    StandingAlarm.newBuilder()
                        .setCode(alarm.code().name())
                        .setChainId(alarm.chainId() == null ? 0 : alarm.chainId().value())
                        .setSinceMillis(alarm.sinceMillis())
                        .setReason(alarm.reason())));
    return PeerReply.newBuilder().setRollupHealths(told).build();
  }

  private static RollupReport read(Address asked, PeerReply reply) {
    RollupHealths told = reply.getRollupHealths();
    if (!reply.hasRollupHealths() || !told.getLeads()) {
      return RollupReport.unknown(asked, "the member that was asked does not lead any more");
    }
    try {
      List<HealthView> views = new ArrayList<>();
      for (RollupHealth one : told.getRollupsList()) {
        views.add(
            new HealthView(
                new ChainId(one.getChainId()),
                Health.valueOf(one.getHealth()),
                one.getSinceMillis(),
                one.getReason()));
      }
      List<AlarmBook.Standing> alarms = new ArrayList<>();
      for (StandingAlarm one : told.getAlarmsList()) {
        alarms.add(
            new AlarmBook.Standing(
                AlarmCode.valueOf(one.getCode()),
                one.getChainId() == 0 ? null : new ChainId(one.getChainId()),
                one.getSinceMillis(),
                one.getReason()));
      }
      return new RollupReport(asked, null, views, alarms);
    } catch (IllegalArgumentException e) {
      return RollupReport.unknown(asked, "the leader's answer cannot be read: " + e.getMessage());
    }
  }
}
