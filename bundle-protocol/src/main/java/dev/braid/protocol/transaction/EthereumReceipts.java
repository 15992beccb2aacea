package dev.braid.protocol.transaction;

import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Receipts as a header's receipts root commits to them (Yellow Paper 4.3.1, EIP-658, EIP-2718): RLP
 * of status, cumulative gas, bloom and logs, behind the transaction's type unless that is 0.
 */
public final class EthereumReceipts {
  private EthereumReceipts() {}

  /**
   * A receipt as far as it says what became of the transaction.
   *
   * @param type of the transaction (EIP-2718), 0 for legacy
   * @param success the status of EIP-658
   * @param cumulativeGasUsed of this and all transactions before it in the block
   */
  public record Status(int type, boolean success, long cumulativeGasUsed) {}

  /** An event that a transaction left. */
  public record Event(Address address, List<Bytes32> topics, Bytes data) {}

  /** The root over encoded receipts, in order. */
  public static Bytes32 root(List<Bytes> receipts) {
    return OrderedTrie.root(receipts);
  }

  /** Reads an encoded receipt; null when it is none of this form. The events are not looked at. */
  public static @Nullable Status read(Bytes receipt) {
    if (receipt.isEmpty()) {
      return null;
    }
    int first = receipt.get(0) & 0xff;
    boolean typed = first < 0x80;
    try {
      RlpReader outer = RlpReader.of(receipt, typed ? 1 : 0);
      RlpReader in = outer.list();
      outer.expectEnd("the receipt");
      long status = in.uint63();
      long gas = in.uint63();
      return status > 1 ? null : new Status(typed ? first : 0, status == 1, gas);
    } catch (RlpException e) {
      return null;
    }
  }

  /** Encodes a receipt; {@code logsBloom} has 256 bytes. */
  public static Bytes encode(Status status, Bytes logsBloom, List<Event> events) {
    RlpWriter logs = new RlpWriter();
    for (Event event : events) {
      RlpWriter topics = new RlpWriter();
      event.topics().forEach(topic -> topics.bytes(topic.bytes()));
      logs.list(new RlpWriter().bytes(event.address().bytes()).list(topics).bytes(event.data()));
    }
    byte[] list =
        new RlpWriter()
            .number(status.success() ? 1 : 0)
            .number(status.cumulativeGasUsed())
            .bytes(logsBloom)
            .list(logs)
            .toList();
    if (status.type() == 0) {
      return Bytes.wrap(list);
    }
    byte[] typed = new byte[list.length + 1];
    typed[0] = (byte) status.type();
    System.arraycopy(list, 0, typed, 1, list.length);
    return Bytes.wrap(typed);
  }
}
