package dev.braid.coordinator.log;

import dev.braid.coordinator.loop.Loop;
import dev.braid.coordinator.peer.Peers;
import dev.braid.protocol.types.Address;
import java.util.List;

/**
 * What the ledger of a cluster's member has beside that of a single one.
 *
 * @param loop on which all of it runs
 * @param members as they are configured
 */
record ClusterLinks(Loop loop, Peers peers, List<Address> members) {}
