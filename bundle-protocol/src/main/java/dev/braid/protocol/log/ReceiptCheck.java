package dev.braid.protocol.log;

import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;

/** The offline check of a receipt (D3): nothing is needed but the member sets. */
public sealed interface ReceiptCheck {
  /** Every byte of the receipt is proved. */
  record Valid() implements ReceiptCheck {}

  /** Something in it is not proved. */
  record Invalid(String why) implements ReceiptCheck {}

  static ReceiptCheck of(Secp256k1 secp256k1, MemberSets trusted, Receipt receipt) {
    if (!receipt.networkId().equals(trusted.networkId())) {
      return new Invalid("of another network");
    }
    if (receipt.position().height() != receipt.batch().height()) {
      return new Invalid("the position lies in another batch");
    }
    int kind;
    Bytes32 head;
    switch (receipt) {
      case Receipt.OfPosition position -> {
        kind = Entry.BundleSequenced.KIND;
        head = position.bundleId().value();
      }
      case Receipt.OfDecision decision -> {
        kind = Entry.RoundDecided.KIND;
        Outcome outcome = decision.outcome();
        Bytes32 root =
            Merkle.rootOf(
                outcome.count(), outcome.index(), outcome.leaf(), decision.outcomeProof());
        if (root == null) {
          return new Invalid("the outcome's proof has the wrong shape");
        }
        head = root;
      }
    }
    Bytes headBytes = head.bytes();
    Bytes32 leaf = EntryEncoding.leaf(kind, headBytes, receipt.entryHash());
    if (!Merkle.check(
        receipt.batch().root(),
        receipt.batch().entryCount(),
        receipt.position().index(),
        leaf,
        receipt.inclusionProof())) {
      return new Invalid("the entry does not stand in the batch");
    }
    String problem = trusted.problem(secp256k1, receipt.batch(), receipt.certificate());
    return problem == null ? new Valid() : new Invalid(problem);
  }
}
