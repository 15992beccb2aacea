package dev.braid.coordinator.config;

/**
 * What the operator said when a member of a cluster was started. Only an empty data directory needs
 * a word: by itself it never forms a new log, and never takes another member's place.
 */
public enum StartMode {
  /** Nothing: a member goes on with what it has; an empty directory is refused. */
  RESTART,

  /** Form a new log together with the other configured members, which say so too. */
  BOOTSTRAP,

  /** Come into a log that the others keep already, in the place of a member that is lost. */
  JOIN
}
