package dev.braid.coordinator.status;

import com.google.protobuf.ByteString;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.proto.v1.PeerProto.MemberStatus;
import dev.braid.proto.v1.PeerProto.PeerReply;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.NetworkId;

/** A member's report on its way to another member. */
final class StatusMessages {
  /** A report is for people: what lies above is cut. */
  static final int MAX_LINES = 32;

  private StatusMessages() {}

  static PeerReply reply(MemberReport.Present report, NetworkId network) {
    MemberStatus.Builder status =
        MemberStatus.newBuilder()
            .setMember(ValueCodec.to(report.member()))
            .setNetworkId(ValueCodec.to(network.value()))
            .setTerm(report.term())
            .setTakenCount(report.takenHeight() + 1)
            .setAppliedCount(report.appliedHeight() + 1)
            .setCertifiedCount(report.certifiedHeight() + 1)
            .setClockOffsetMillis(report.clockOffsetMillis())
            .addAllEvidence(report.evidence().stream().limit(MAX_LINES).toList())
            .setVersion(report.version());
    if (report.leader() != null) {
      status.setLeader(ValueCodec.to(report.leader()));
    }
    report.inDoubt().forEach(chainId -> status.addInDoubt(chainId.value()));
    return PeerReply.newBuilder().setMemberStatus(status).build();
  }

  /**
   * @param asked who answered, whatever the answer says
   */
  static MemberReport report(Address asked, PeerReply reply) {
    if (!reply.hasMemberStatus()) {
      return new MemberReport.Absent(asked, "it answered something else");
    }
    MemberStatus status = reply.getMemberStatus();
    ByteString leader = status.getLeader();
    return new MemberReport.Present(
        asked,
        status.getTerm(),
        leader.isEmpty() ? null : ValueCodec.address(leader),
        status.getTakenCount() - 1,
        status.getAppliedCount() - 1,
        status.getCertifiedCount() - 1,
        status.getInDoubtList().stream().map(ChainId::new).toList(),
        status.getClockOffsetMillis(),
        status.getEvidenceList().stream().limit(MAX_LINES).toList(),
        status.getVersion());
  }
}
