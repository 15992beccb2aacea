package dev.braid.protocol.log;

import static dev.braid.protocol.log.Broken.unless;

import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.log.Violation.Rule;
import dev.braid.protocol.types.Bytes32;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the network begins and changes: parameters, members, leader. */
final class NetworkRules {
  private NetworkRules() {}

  static Effect started(EntryContext context, State state, Entry.NetworkStarted entry)
      throws Broken, UnknownRules {
    knowRules(entry.parameters());
    check(ParameterRules.problem(entry.parameters()));
    StateEdit edit = new StateEdit(state);
    edit.parameters = entry.parameters();
    edit.memberSetHeight = context.cursor().height();
    edit.parametersHeight = context.cursor().height();
    for (RollupDefinition rollup : entry.parameters().rollups()) {
      edit.rollups =
          edit.rollups.plus(rollup.chainId(), RollupState.joined(rollup, context.cursor()));
    }
    return changed(context, edit, entry);
  }

  static Effect parameters(EntryContext context, State state, Entry.ParametersChanged entry)
      throws Broken, UnknownRules {
    NetworkParameters now = state.parameters();
    NetworkParameters next = entry.parameters();
    unless(
        next.members().equals(now.members())
            && next.quorum() == now.quorum()
            && next.rollups().equals(now.rollups()),
        Rule.FOREIGN_PARAMETERS,
        "members, quorum and rollups change by entries of their own");
    quorum(context, state, ChangeDigest.parameters(state, next), entry.signatures());
    knowRules(next);
    check(ParameterRules.problem(next));
    StateEdit edit = new StateEdit(state);
    edit.parameters = next;
    edit.parametersHeight = context.cursor().height();
    return changed(context, edit, entry);
  }

  static Effect members(EntryContext context, State state, Entry.MemberChanged entry)
      throws Broken {
    NetworkParameters now = state.parameters();
    quorum(
        context,
        state,
        ChangeDigest.members(state, entry.members(), entry.quorum()),
        entry.signatures());
    check(ParameterRules.problem(entry.members(), entry.quorum()));
    // A member set is named by the height that set it (D3): two of one height would be one name.
    unless(
        state.memberSetHeight() < context.cursor().height(),
        Rule.BAD_PARAMETERS,
        "this batch has set the members already");
    StateEdit edit = new StateEdit(state);
    edit.parameters =
        new NetworkParameters(
            now.rulesVersion(), now.limits(), entry.quorum(), entry.members(), now.rollups());
    edit.memberSetHeight = context.cursor().height();
    edit.parametersHeight = context.cursor().height();
    return changed(context, edit, entry);
  }

  static Effect leader(EntryContext context, State state, Entry.LeaderClaimed entry) throws Broken {
    unless(
        state.parameters().members().contains(entry.member()),
        Rule.NOT_A_MEMBER,
        "the leader is not a member");
    StateEdit edit = new StateEdit(state);
    edit.leader = entry.member();
    edit.term = context.term();
    return changed(context, edit, entry);
  }

  private static Effect changed(EntryContext context, StateEdit edit, Entry entry) {
    return Effect.of(edit.build(), new LogEvent.NetworkChanged(context.cursor(), entry));
  }

  private static void quorum(
      EntryContext context, State state, Bytes32 digest, List<MemberSignature> signatures)
      throws Broken {
    String problem =
        Quorums.problem(
            context.secp256k1(),
            digest,
            state.parameters().members(),
            state.parameters().quorum(),
            signatures);
    if (problem != null) {
      throw new Broken(Rule.BAD_QUORUM, problem);
    }
  }

  private static void knowRules(NetworkParameters parameters) throws UnknownRules {
    if (parameters.rulesVersion() != NetworkParameters.RULES_VERSION) {
      throw new UnknownRules(parameters.rulesVersion());
    }
  }

  private static void check(@Nullable String problem) throws Broken {
    if (problem != null) {
      throw new Broken(Rule.BAD_PARAMETERS, problem);
    }
  }
}
