package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.nio.MemberSocketInterceptor;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Properties;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Lets only those in who know the cluster's secret, in both directions, before Hazelcast reads a
 * byte: each side sends a nonce and proves the secret by HMAC-SHA256 over its role, the cluster's
 * name and both nonces. The side that accepts proves itself last, so that a stranger learns nothing
 * that depends on the secret. It encrypts nothing.
 */
final class MemberAuthentication implements MemberSocketInterceptor {
  private static final int GREETING = 0x42524d31; // "BRM1"
  private static final int NONCE_BYTES = 32;
  private static final int PROOF_BYTES = 32;
  private static final int TIMEOUT_MILLIS = 3000;
  private static final String ALGORITHM = "HmacSHA256";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKeySpec key;
  private final byte[] cluster;

  MemberAuthentication(byte[] secret, String clusterName) {
    key = new SecretKeySpec(secret, ALGORITHM);
    cluster = clusterName.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void init(Properties properties) {}

  @Override
  public void onConnect(Socket socket) throws IOException {
    exchange(
        socket,
        (in, out) -> {
          byte[] ours = greet(out);
          byte[] theirs = greeted(in);
          out.write(proof('C', ours, theirs));
          out.flush();
          require(in, proof('S', ours, theirs));
        });
  }

  @Override
  public void onAccept(Socket socket) throws IOException {
    exchange(
        socket,
        (in, out) -> {
          byte[] ours = greet(out);
          byte[] theirs = greeted(in);
          require(in, proof('C', theirs, ours));
          out.write(proof('S', theirs, ours));
          out.flush();
        });
  }

  private void exchange(Socket socket, Exchange exchange) throws IOException {
    int before = socket.getSoTimeout();
    socket.setSoTimeout(TIMEOUT_MILLIS);
    try {
      exchange.run(
          new DataInputStream(socket.getInputStream()),
          new DataOutputStream(socket.getOutputStream()));
    } catch (IOException e) {
      throw new IOException(
          "no member of this cluster at " + socket.getRemoteSocketAddress() + ": " + e.getMessage(),
          e);
    }
    socket.setSoTimeout(before);
  }

  private static byte[] greet(DataOutputStream out) throws IOException {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    out.writeInt(GREETING);
    out.write(nonce);
    out.flush();
    return nonce;
  }

  private static byte[] greeted(DataInputStream in) throws IOException {
    int greeting = in.readInt();
    if (greeting != GREETING) {
      throw new IOException("it does not speak this protocol");
    }
    byte[] nonce = new byte[NONCE_BYTES];
    in.readFully(nonce);
    return nonce;
  }

  private byte[] proof(char role, byte[] connecting, byte[] accepting) throws IOException {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((byte) role);
      mac.update(connecting);
      mac.update(accepting);
      mac.update(cluster);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static void require(DataInputStream in, byte[] expected) throws IOException {
    byte[] found = new byte[PROOF_BYTES];
    in.readFully(found);
    if (!MessageDigest.isEqual(found, expected)) {
      throw new IOException("it does not know the cluster's secret");
    }
  }

  private interface Exchange {
    void run(DataInputStream in, DataOutputStream out) throws IOException;
  }
}
