package dev.braid.coordinator.log.hazelcast;

/** What the operator said about an empty directory; a directory with an identity needs no word. */
public enum StartMode {
  /** Nothing: an empty directory is refused. */
  RESTART,
  /** Form a new log together with the other configured members, which say so too. */
  BOOTSTRAP,
  /** Come into a log that the others keep already, in the place of a member that is lost. */
  JOIN
}
