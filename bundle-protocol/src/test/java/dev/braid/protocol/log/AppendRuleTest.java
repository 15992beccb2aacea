package dev.braid.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.crypto.Keccak;
import dev.braid.protocol.log.AppendRule.Outcome;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.Bytes32;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** O1, O2: what the log takes, and that nothing enters it twice. */
class AppendRuleTest {
  private static final BatchHash NONE = new BatchHash(Bytes32.ZERO);

  @Test
  void batchesAreTakenOneAfterTheOther() {
    AppendRule rule = AppendRule.empty().takeOver();
    for (int height = 0; height < 5; height++) {
      AppendRule.Result result = rule.append(1, height, rule.headHash(), hash(height));
      assertThat(result.outcome()).isEqualTo(Outcome.APPLIED);
      rule = result.next();
    }
    assertThat(rule.height()).isEqualTo(4);
    assertThat(rule.headHash()).isEqualTo(hash(4));
  }

  @Test
  void aTakenBatchIsRecognisedWhateverTermSendsIt() {
    AppendRule rule = taken(3).takeOver();
    assertThat(rule.append(1, 1, hash(0), hash(1)).outcome()).isEqualTo(Outcome.ALREADY_APPLIED);
    assertThat(rule.append(1, 1, hash(0), hash(1)).next()).isSameAs(rule);
  }

  @Test
  void aDeposedLeaderAppendsNothing() {
    AppendRule rule = taken(3).takeOver();
    AppendRule.Result stale = rule.append(1, 3, hash(2), hash(3));
    assertThat(stale.outcome()).isEqualTo(Outcome.STALE_TERM);
    assertThat(stale.next()).isSameAs(rule);
    assertThat(rule.append(2, 3, hash(2), hash(3)).outcome()).isEqualTo(Outcome.APPLIED);
    assertThat(rule.append(3, 3, hash(2), hash(3)).outcome()).isEqualTo(Outcome.STALE_TERM);
  }

  @Test
  void onlyWhatExtendsTheHeadIsTaken() {
    AppendRule rule = taken(3);
    assertThat(rule.append(1, 2, hash(1), hash(99)).outcome()).isEqualTo(Outcome.NOT_NEXT);
    assertThat(rule.append(1, 4, hash(2), hash(4)).outcome()).isEqualTo(Outcome.NOT_NEXT);
    assertThat(rule.append(1, 3, hash(1), hash(3)).outcome()).isEqualTo(Outcome.NOT_NEXT);
    assertThat(rule.append(1, 3, NONE, hash(3)).outcome()).isEqualTo(Outcome.NOT_NEXT);
  }

  @Test
  void theLast1024HashesAreKept() {
    AppendRule rule = taken(1_030);
    assertThat(rule.recent()).hasSize(AppendRule.RECENT);
    assertThat(rule.append(1, 6, hash(5), hash(6)).outcome()).isEqualTo(Outcome.ALREADY_APPLIED);
    assertThat(rule.append(1, 5, hash(4), hash(5)).outcome()).isEqualTo(Outcome.NOT_NEXT);
  }

  private static AppendRule taken(int count) {
    AppendRule rule = AppendRule.empty().takeOver();
    for (int height = 0; height < count; height++) {
      rule = rule.append(1, height, rule.headHash(), hash(height)).next();
    }
    return rule;
  }

  private static BatchHash hash(int height) {
    return new BatchHash(Keccak.hash(ByteBuffer.allocate(4).putInt(height).array()));
  }
}
