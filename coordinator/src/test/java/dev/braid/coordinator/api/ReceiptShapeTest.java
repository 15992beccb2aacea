package dev.braid.coordinator.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.protocol.bundle.NetworkParameters.Quorum;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.log.Batch;
import dev.braid.protocol.log.BatchHeader;
import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.Certificates;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.MemberSets;
import dev.braid.protocol.log.MemberSignature;
import dev.braid.protocol.log.Receipt;
import dev.braid.protocol.log.ReceiptCheck;
import dev.braid.protocol.log.Receipts;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.NetworkId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceiptShapeTest {
  private static final NetworkId NETWORK = NetworkId.fromHex("0x" + "aa".repeat(32));
  private static final PrivateKey MEMBER = Accounts.CAROL.key();
  private static final Address ADDRESS = Accounts.CAROL.address();

  @Test
  void aDecisionsReceiptSurvivesJsonAndHolds_D3() {
    Receipt receipt = receipt();
    Receipt read = read(ReceiptShape.of(receipt));
    assertThat(read).isEqualTo(receipt);
    assertThat(check(read)).isInstanceOf(ReceiptCheck.Valid.class);
  }

  @Test
  void noChangedReceiptHolds() {
    for (String member : List.of("entryHash", "networkId")) {
      ObjectNode shape = ReceiptShape.of(receipt());
      shape.put(member, "0x" + "00".repeat(32));
      assertThat(check(read(shape))).as(member).isInstanceOf(ReceiptCheck.Invalid.class);
    }
    ObjectNode outcome = ReceiptShape.of(receipt());
    ((ObjectNode) outcome.get("outcome")).put("outcome", "included");
    assertThat(check(read(outcome))).isInstanceOf(ReceiptCheck.Invalid.class);
    ObjectNode time = ReceiptShape.of(receipt());
    ((ObjectNode) time.get("batch")).put("timeMillis", "0x1");
    assertThat(check(read(time))).isInstanceOf(ReceiptCheck.Invalid.class);
  }

  @Test
  void anotherShapeIsRefusedByName() {
    ObjectNode unknown = ReceiptShape.of(receipt()).put("extra", 1);
    assertThatThrownBy(() -> read(unknown)).hasMessageContaining("extra");
    ObjectNode missing = ReceiptShape.of(receipt());
    missing.remove("inclusionProof");
    assertThatThrownBy(() -> read(missing)).hasMessageContaining("inclusionProof");
  }

  private static ReceiptCheck check(Receipt receipt) {
    return ReceiptCheck.of(
        Accounts.CURVE, MemberSets.trusting(NETWORK, List.of(ADDRESS), Quorum.MAJORITY), receipt);
  }

  private static Receipt read(ObjectNode shape) {
    return ReceiptReader.read(new JsonReader(32, 100).read(Json.bytes(shape)));
  }

  private static Receipt receipt() {
    BundleId id = BundleId.fromHex("0x" + "01".repeat(32));
    BundleId other = BundleId.fromHex("0x" + "02".repeat(32));
    Reason reason = Reason.of(ReasonCode.REVERTED, "no");
    Entry decision =
        new Entry.RoundDecided(
            List.of(),
            List.of(),
            List.of(new Entry.RejectedBundle(id, reason), new Entry.RejectedBundle(other, reason)));
    Batch batch =
        new Batch(
            7,
            BatchHash.fromHex("0x" + "03".repeat(32)),
            2,
            1_800_000_000_000L,
            List.of(new Entry.LeaderClaimed(ADDRESS), decision));
    BatchHash hash = BatchHeader.of(batch).hash(NETWORK);
    Certificate certificate =
        new Certificate(
            0,
            7,
            false,
            hash,
            List.of(
                new MemberSignature(
                    ADDRESS,
                    Accounts.CURVE.sign(Certificates.digest(NETWORK, 0, 7, false, hash), MEMBER))));
    return requireNonNull(Receipts.of(NETWORK, batch, certificate).decision(1, other));
  }

  @Test
  void addressesCarryTheirChecksum() {
    assertThat(Json.address(Address.fromHex("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266")))
        .isEqualTo("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    assertThat(Json.address(Address.fromHex("0x52908400098527886e0f7030069857d2e4169ee7")))
        .isEqualTo("0x52908400098527886E0F7030069857D2E4169EE7");
  }

  @Test
  void quantitiesHaveNoLeadingZeros() {
    assertThat(Json.quantity(0)).isEqualTo("0x0");
    assertThat(Json.quantity(Bytes32.SIZE)).isEqualTo("0x20");
  }
}
