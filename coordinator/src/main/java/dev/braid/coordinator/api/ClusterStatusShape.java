package dev.braid.coordinator.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.coordinator.status.ClusterStatus;
import dev.braid.coordinator.status.MemberReport;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes32;
import org.jspecify.annotations.Nullable;

/** {@code admin_clusterStatus}: how all members stand (docs/api-notes.md, Administration). */
public final class ClusterStatusShape {
  private ClusterStatusShape() {}

  public static ObjectNode of(ClusterStatus status) {
    ObjectNode node = Json.object().put("asked", Json.address(status.asked()));
    boolean hasNetwork = !status.network().value().equals(Bytes32.ZERO);
    node.put("network", hasNetwork ? status.network().toHex() : null);
    node.put("leader", address(status.agreedLeader()));
    node.put("majority", status.majority());
    node.put("present", status.present().size());
    ArrayNode members = node.putArray("members");
    for (MemberReport report : status.members()) {
      switch (report) {
        case MemberReport.Present present ->
            members.add(present(present, status.newestCertified()));
        case MemberReport.Absent absent ->
            members
                .addObject()
                .put("address", Json.address(absent.member()))
                .put("reachable", false)
                .put("why", absent.why());
      }
    }
    return node;
  }

  private static ObjectNode present(MemberReport.Present report, long newestCertified) {
    ObjectNode node =
        Json.object()
            .put("address", Json.address(report.member()))
            .put("reachable", true)
            .put("term", Json.quantity(report.term()))
            .put("leader", address(report.leader()))
            .put("takenHeight", height(report.takenHeight()))
            .put("appliedHeight", height(report.appliedHeight()))
            .put("certifiedHeight", height(report.certifiedHeight()))
            .put("uncertified", report.uncertified())
            .put("lag", newestCertified - report.certifiedHeight());
    ArrayNode inDoubt = node.putArray("inDoubt");
    report.inDoubt().forEach(chainId -> inDoubt.add(Json.quantity(chainId.value())));
    node.put("clockOffset", report.clockOffsetMillis());
    ArrayNode evidence = node.putArray("evidence");
    report.evidence().forEach(evidence::add);
    return node.put("version", report.version());
  }

  private static @Nullable String height(long height) {
    return height < 0 ? null : Json.quantity(height);
  }

  private static @Nullable String address(@Nullable Address address) {
    return address == null ? null : Json.address(address);
  }
}
