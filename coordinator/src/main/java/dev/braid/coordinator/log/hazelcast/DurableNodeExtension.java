package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.cp.CPMember;
import com.hazelcast.cp.internal.CPMemberInfo;
import com.hazelcast.cp.internal.MetadataRaftGroupManager;
import com.hazelcast.cp.internal.RaftGroupId;
import com.hazelcast.cp.internal.RaftService;
import com.hazelcast.cp.internal.persistence.CPPersistenceService;
import com.hazelcast.cp.internal.raft.impl.persistence.RestoredRaftState;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.DefaultNodeExtension;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.nio.MemberSocketInterceptor;
import dev.braid.coordinator.log.hazelcast.MemberRefusedException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongConsumer;

/**
 * Where Hazelcast asks what its paid edition adds: durable Raft state, restored after the member
 * has joined and before a Raft message is answered, and a secret that members prove to each other.
 *
 * <p>A founder whose log is not formed yet takes part in Hazelcast's discovery again at each start,
 * under the uuid of its identity; else what it promised in the CP subsystem's own group would keep
 * the bootstrap from ever being completed. Once somebody says that discovery is over, or the log's
 * group is here, it is the member that its files say.
 */
final class DurableNodeExtension extends DefaultNodeExtension {
  private final Node node;
  private final Identity identity;
  private final DurableLogs logs;
  private final MemberSocketInterceptor interceptor;
  private final LongConsumer beforeRestore;
  private volatile boolean restored;

  DurableNodeExtension(
      Node node,
      Identity identity,
      DurableLogs logs,
      MemberSocketInterceptor interceptor,
      LongConsumer beforeRestore) {
    super(node);
    this.node = node;
    this.identity = identity;
    this.logs = logs;
    this.interceptor = interceptor;
    this.beforeRestore = beforeRestore;
  }

  @Override
  public UUID createMemberUuid() {
    if (!identity.founder() || logs.hasLog()) {
      return super.createMemberUuid();
    }
    try {
      CPMember local = logs.memberFiles().readLocalCPMember();
      return local == null ? identity.uuid() : local.getUuid();
    } catch (IOException e) {
      throw new MemberRefusedException(
          Reason.FAILED, "this member's identity could not be read: " + e.getMessage(), e);
    }
  }

  @Override
  public CPPersistenceService getCPPersistenceService() {
    return logs;
  }

  @Override
  public MemberSocketInterceptor getSocketInterceptor(EndpointQualifier endpoint) {
    return interceptor;
  }

  /** Until the restore is over, Raft messages are dropped. */
  @Override
  public boolean isStartCompleted() {
    return super.isStartCompleted() && restored;
  }

  @Override
  public void afterStart() {
    try {
      Map<RaftGroupId, RestoredRaftState> groups = new LinkedHashMap<>();
      for (GroupStore store : logs.loaded()) {
        groups.put(store.group(), store.restore());
      }
      long newest = RestoredHeight.newest(groups);
      ((StartingJoiner) node.getJoiner()).searchWhile(() -> beforeRestore.accept(newest));
      restore(groups);
    } catch (IOException e) {
      throw new MemberRefusedException(
          Reason.FAILED, "the log could not be restored: " + e.getMessage(), e);
    }
    restored = true;
    super.afterStart();
  }

  private void restore(Map<RaftGroupId, RestoredRaftState> groups) throws IOException {
    RaftService service = node.getNodeEngine().getService(RaftService.SERVICE_NAME);
    MemberFiles files = logs.memberFiles();
    CPMember local = files.readLocalCPMember();
    if (local == null) {
      restoreNobody(service);
      return;
    }
    MetadataRaftGroupManager manager = service.getMetadataGroupManager();
    RaftGroupId metadataGroup = files.readMetadataGroupId();
    if (metadataGroup != null) {
      manager.restoreMetadataGroupId(metadataGroup);
    }
    if (logs.hasLog() || service.isDiscoveryCompleted()) {
      List<CPMember> active = new ArrayList<>();
      long commitIndex = files.readActiveCPMembers(active);
      List<CPMemberInfo> members = active.stream().map(CPMemberInfo.class::cast).toList();
      service.updateInvocationManagerMembers(
          manager.getMetadataGroupId().getSeed(), commitIndex, members);
      manager.restoreLocalCPMember((CPMemberInfo) local);
    }
    groups.forEach((group, state) -> service.restoreRaftNode(group, state, null));
  }

  private void restoreNobody(RaftService service) throws IOException {
    if (!identity.founder()) {
      logs.memberFiles().tryMarkAPMember(); // never take part in forming a new log
    } else if (service.isDiscoveryCompleted()) {
      throw new MemberRefusedException(
          Reason.FORMED_WITHOUT_US,
          "the other members of "
              + identity.clusterName()
              + " keep a log already, and nothing of it is here: empty the directory and start"
              + " with --join, after the lost member has been replaced");
    }
  }
}
