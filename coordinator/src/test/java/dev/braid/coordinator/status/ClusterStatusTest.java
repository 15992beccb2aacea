package dev.braid.coordinator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.proto.v1.PeerProto.PeerReply;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.NetworkId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ClusterStatusTest {
  private static final Address A = member(1);
  private static final Address B = member(2);
  private static final Address C = member(3);
  private static final NetworkId NETWORK = new NetworkId(Bytes32.fromHex("0x" + "5a".repeat(32)));

  @Test
  void aLeaderIsWhomAMajorityOfAllMembersNames() {
    assertThat(status(report(A, B), report(B, B), absent(C)).agreedLeader()).isEqualTo(B);
    assertThat(status(report(A, A), report(B, B), report(C, B)).agreedLeader()).isEqualTo(B);
  }

  @Test
  void whomOnlyAMinorityNamesLeadsNothing() {
    assertThat(status(report(A, A), absent(B), absent(C)).agreedLeader()).isNull();
    assertThat(status(report(A, A), report(B, B), report(C, null)).agreedLeader()).isNull();
    assertThat(status(report(A, null), report(B, null), report(C, null)).agreedLeader()).isNull();
  }

  @Test
  void aMemberOfItsOwnLeadsItself() {
    assertThat(status(report(A, A)).agreedLeader()).isEqualTo(A);
    assertThat(status(report(A, A)).majority()).isEqualTo(1);
  }

  @Test
  void aReportArrivesAsItWasSent() {
    MemberReport.Present sent =
        new MemberReport.Present(
            A, 7, B, 20, 19, -1, List.of(new ChainId(901)), -250, List.of("height 3"), "1.0");
    assertThat(StatusMessages.report(A, StatusMessages.reply(sent, NETWORK))).isEqualTo(sent);
    assertThat(sent.uncertified()).isEqualTo(21);
    MemberReport.Present leaderless = report(A, null);
    assertThat(StatusMessages.report(A, StatusMessages.reply(leaderless, NETWORK)))
        .isEqualTo(leaderless);
    assertThat(StatusMessages.report(A, PeerReply.getDefaultInstance()))
        .isInstanceOf(MemberReport.Absent.class);
  }

  @Test
  void aMemberSpeaksForNobodyElse() {
    MemberReport told = StatusMessages.report(B, StatusMessages.reply(report(A, A), NETWORK));
    assertThat(told.member()).isEqualTo(B);
  }

  private static ClusterStatus status(MemberReport... members) {
    return new ClusterStatus(A, NETWORK, List.of(members));
  }

  private static MemberReport.Present report(Address member, @Nullable Address leader) {
    return new MemberReport.Present(member, 1, leader, 5, 5, 5, List.of(), 0, List.of(), "1");
  }

  private static MemberReport absent(Address member) {
    return new MemberReport.Absent(member, "no answer");
  }

  private static Address member(int number) {
    return Address.fromHex("0x" + "0%d".formatted(number).repeat(20));
  }
}
