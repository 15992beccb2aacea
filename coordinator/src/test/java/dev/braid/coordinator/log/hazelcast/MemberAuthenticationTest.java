package dev.braid.coordinator.log.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is let in before Hazelcast reads a byte. */
final class MemberAuthenticationTest {
  private ServerSocketChannel server;

  @BeforeEach
  void listen() throws IOException {
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void twoWhoKnowTheSecretMeetAndSayNothingElse() throws Exception {
    CompletableFuture<Integer> accepted = accept(member("secret", "one"));
    try (SocketChannel channel = connect()) {
      member("secret", "one").onConnect(channel.socket());
      channel.socket().getOutputStream().write(42);
      assertThat(accepted.get(10, TimeUnit.SECONDS))
          .as("the next byte is Hazelcast's")
          .isEqualTo(42);
    }
  }

  @Test
  void anotherSecretOrAnotherClusterIsKeptOutOnBothSides() throws Exception {
    for (MemberAuthentication stranger :
        new MemberAuthentication[] {member("guess", "one"), member("secret", "two")}) {
      CompletableFuture<Integer> accepted = accept(member("secret", "one"));
      try (SocketChannel channel = connect()) {
        assertThatThrownBy(() -> stranger.onConnect(channel.socket()))
            .isInstanceOf(IOException.class);
      }
      assertThatThrownBy(() -> accepted.get(10, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("does not know the cluster's secret");
    }
  }

  @Test
  void aServerThatDoesNotKnowTheSecretIsNotTalkedTo() throws Exception {
    CompletableFuture<Integer> accepted =
        CompletableFuture.supplyAsync(
            () -> {
              try (SocketChannel channel = server.accept()) {
                // It repeats what it hears: nonce and proof come back as they were sent.
                byte[] bytes = new byte[68];
                channel.socket().getInputStream().readNBytes(bytes, 0, 36);
                channel.socket().getOutputStream().write(bytes, 0, 36);
                channel.socket().getInputStream().readNBytes(bytes, 36, 32);
                channel.socket().getOutputStream().write(bytes, 36, 32);
                return 0;
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    try (SocketChannel channel = connect()) {
      assertThatThrownBy(() -> member("secret", "one").onConnect(channel.socket()))
          .hasMessageContaining("does not know the cluster's secret");
    }
    assertThat(accepted.get(10, TimeUnit.SECONDS)).isZero();
  }

  private CompletableFuture<Integer> accept(MemberAuthentication member) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (SocketChannel channel = server.accept()) {
            Socket socket = channel.socket();
            member.onAccept(socket);
            return socket.getInputStream().read();
          } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
          }
        });
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(server.getLocalAddress());
  }

  private static MemberAuthentication member(String secret, String cluster) {
    return new MemberAuthentication(secret.getBytes(StandardCharsets.UTF_8), cluster);
  }
}
