package dev.braid.coordinator.health;

import dev.braid.protocol.log.RollupStatus;
import dev.braid.protocol.round.AlarmCode;
import dev.braid.protocol.round.RollupCondition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rollup's health: keeps what is known of it and derives the state by a fixed order, worst
 * first, so that the same facts always give the same state. Pure; one thread at a time.
 */
final class HealthMachine {
  private @Nullable RollupStatus status;
  private boolean watched;
  private RollupCondition condition = RollupCondition.UNKNOWN;
  private @Nullable AlarmCode cause;
  private String conditionWhy = "this member does not drive it";
  private String joinWhy = "waits for its engine's first answer";
  private @Nullable Health behind;
  private String behindWhy = "";
  private EngineTroubles troubles = new EngineTroubles();

  private Health health = Health.UNWATCHED;
  private String reason = "";
  private long sinceMillis;
  private @Nullable AlarmCode raised;

  HealthMachine(long nowMillis) {
    this.sinceMillis = nowMillis;
  }

  Health health() {
    return health;
  }

  String reason() {
    return reason;
  }

  /** Since when it stands like this, on the clock of the events. */
  long sinceMillis() {
    return sinceMillis;
  }

  /**
   * @param nowMillis Unix milliseconds, never falling
   */
  List<HealthEffect> on(HealthEvent event, long nowMillis) {
    switch (event) {
      case HealthEvent.Standing(RollupStatus now) -> status = now;
      case HealthEvent.JoinFailed(String why) -> {
        watched = true;
        joinWhy = why;
      }
      case HealthEvent.Condition changed -> {
        watched = true;
        condition = changed.to();
        cause = changed.cause();
        conditionWhy = changed.why();
        if (condition == RollupCondition.READY) {
          behind = null;
        }
      }
      case HealthEvent.Called called -> troubles.on(called);
      case HealthEvent.HeadSeen seen -> seen(seen);
      case HealthEvent.Tick tick -> {}
      case HealthEvent.Unwatched(String why) -> unwatched(why);
    }
    List<HealthEffect> effects = new ArrayList<>();
    derive(effects, nowMillis);
    alarm(effects, nowMillis);
    return effects;
  }

  private void seen(HealthEvent.HeadSeen seen) {
    long head = seen.head().number();
    long decided = seen.decided().number();
    if (head >= decided) {
      behind = null;
      return;
    }
    behind = head <= seen.anchor().number() ? Health.RESTARTED_EMPTY : Health.LAGGING;
    behindWhy = "head " + head + " of " + decided + ": the blocks between are replayed";
  }

  private void unwatched(String why) {
    watched = false;
    condition = RollupCondition.UNKNOWN;
    cause = null;
    conditionWhy = why;
    behind = null;
    troubles = new EngineTroubles();
  }

  private void derive(List<HealthEffect> effects, long nowMillis) {
    if (status == RollupStatus.DIVERGED) {
      move(effects, Health.DIVERGED, "its operators declared it", nowMillis);
    } else if (status == RollupStatus.LEFT) {
      move(effects, Health.LEFT, "it has adopted what names it", nowMillis);
    } else if (!watched) {
      move(effects, Health.UNWATCHED, conditionWhy, nowMillis);
    } else if (status == null) {
      move(effects, Health.JOINING, joinWhy, nowMillis);
    } else if (condition == RollupCondition.SET_APART) {
      move(effects, setApart(), conditionWhy, nowMillis);
    } else if (troubles.health() instanceof Health trouble) {
      move(effects, trouble, troubles.why(), nowMillis);
    } else if (condition == RollupCondition.FROZEN) {
      move(effects, Health.FROZEN, conditionWhy, nowMillis);
    } else if (behind != null) {
      move(effects, behind, behindWhy, nowMillis);
    } else if (status == RollupStatus.LEAVING) {
      move(effects, Health.LEAVING, "it has still to adopt what names it", nowMillis);
    } else if (status == RollupStatus.PAUSED) {
      move(effects, Health.PAUSED, "its operators paused it", nowMillis);
    } else if (troubles.isSlow()) {
      move(effects, Health.SLOW, troubles.slowWhy(), nowMillis);
    } else if (condition == RollupCondition.UNKNOWN) {
      move(effects, Health.CHECKING, "its head is not yet known", nowMillis);
    } else {
      move(effects, Health.HEALTHY, "answers in time", nowMillis);
    }
  }

  private Health setApart() {
    return switch (cause) {
      case WRONG_CHAIN -> Health.WRONG_CHAIN;
      case LACKS_HISTORY -> Health.LACKS_HISTORY;
      case DECIDED_BLOCK_REFUSED -> Health.REFUSING;
      case null, default -> Health.FOREIGN_HEAD;
    };
  }

  /** The one place where the state changes. */
  private void move(List<HealthEffect> effects, Health to, String why, long nowMillis) {
    reason = why;
    if (to != health) {
      effects.add(new HealthEffect.Moved(health, to, why));
      health = to;
      sinceMillis = nowMillis;
    }
  }

  private void alarm(List<HealthEffect> effects, long nowMillis) {
    AlarmCode due = due(nowMillis);
    if (raised != null && raised != due && raised != health.alarm()) {
      effects.add(new HealthEffect.Cleared(raised));
      raised = null;
    }
    if (due != null && due != raised) {
      effects.add(new HealthEffect.Raised(due, reason));
      raised = due;
    }
  }

  private @Nullable AlarmCode due(long nowMillis) {
    boolean expected = status == RollupStatus.PAUSED && health.isExpectedOfWorkOnTheEngine();
    return !expected && nowMillis - sinceMillis >= health.patienceMillis() ? health.alarm() : null;
  }
}
