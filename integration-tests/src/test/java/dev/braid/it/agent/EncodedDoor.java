package dev.braid.it.agent;

import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.named;

import dev.braid.coordinator.ingress.Routed;
import dev.braid.coordinator.ingress.SubmitRouter;
import dev.braid.proto.v1.BusProto.SubmitReply;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * A JVM agent for benches: a port of the member, at {@code host:port}, that takes bundles already
 * encoded and hands them to the member's own way to the leader, as its ingress does once it has
 * read and checked them. Frames: tag (u64), length (u32), request; answer: tag (u64), one byte: 1 =
 * certified, 2 = refused, 3 = not known, 4 = nobody took it.
 */
public final class EncodedDoor {
  private static final long TIMEOUT_MILLIS = 10_000;
  private static volatile @Nullable SubmitRouter router;

  private EncodedDoor() {}

  public static void premain(String argument, Instrumentation instrumentation) throws IOException {
    int colon = argument.lastIndexOf(':');
    ServerSocket door = new ServerSocket();
    door.bind(
        new InetSocketAddress(
            InetAddress.getByName(argument.substring(0, colon)),
            Integer.parseInt(argument.substring(colon + 1))));
    Thread.ofPlatform().daemon().name("encoded-door").start(() -> accept(door));
    new AgentBuilder.Default()
        .type(named("dev.braid.coordinator.ingress.SubmitRouter"))
        .transform(
            (builder, type, loader, module, domain) ->
                builder.visit(Advice.to(Code.class).on(isConstructor())))
        .installOn(instrumentation);
  }

  /** Code that the agent puts at the end of the router's constructor. */
  public static final class Code {
    private Code() {}

    @Advice.OnMethodExit
    public static void made(@Advice.This Object made) {
      keep(made);
    }
  }

  public static void keep(Object made) {
    router = (SubmitRouter) made;
  }

  private static void accept(ServerSocket door) {
    try {
      while (true) {
        Socket socket = door.accept();
        socket.setTcpNoDelay(true);
        Thread.ofPlatform().daemon().name("encoded-in").start(() -> serve(socket));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void serve(Socket socket) {
    SubmitRouter to = router;
    if (to == null) {
      throw new IllegalStateException("the member has no router yet");
    }
    try (DataInputStream in =
            new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream(), 1 << 16));
        DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
      while (true) {
        long tag = in.readLong();
        byte[] request = in.readNBytes(in.readInt());
        to.submit(request, TIMEOUT_MILLIS)
            .thenAccept(routed -> answer(out, tag, outcome(routed)))
            .exceptionally(failure -> null);
      }
    } catch (IOException end) {
      // The client is done.
    }
  }

  private static byte outcome(Routed<SubmitReply> routed) {
    return switch (routed) {
      case Routed.Answered<SubmitReply> answered -> (byte) (answered.reply().hasAccepted() ? 1 : 2);
      case Routed.Unknown<SubmitReply> unknown -> 3;
      case Routed.NoQuorum<SubmitReply> nobody -> 4;
      case Routed.Unavailable<SubmitReply> nobody -> 4;
    };
  }

  private static void answer(DataOutputStream out, long tag, byte outcome) {
    byte[] frame = java.nio.ByteBuffer.allocate(9).putLong(tag).put(outcome).array();
    synchronized (out) {
      try {
        out.write(frame);
      } catch (IOException e) {
        // The client has gone.
      }
    }
  }
}
