package dev.braid.it.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Sends encoded bundles to the bench's door of one member, and counts what is certified. */
final class EncodedClient implements AutoCloseable {
  private final Socket socket;
  private final DataOutputStream out;
  private final DataInputStream in;

  EncodedClient(String host, int port) {
    try {
      socket = new Socket(host, port);
      socket.setTcpNoDelay(true);
      out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Certified bundles a second; every one of them must be. */
  double many(List<byte[]> requests, int window) {
    Semaphore room = new Semaphore(window);
    AtomicIntegerArray outcomes = new AtomicIntegerArray(5);
    long start = System.nanoTime();
    Thread reader =
        Thread.ofPlatform()
            .name("answers")
            .start(
                () -> {
                  for (int i = 0; i < requests.size(); i++) {
                    outcomes.incrementAndGet(read());
                    room.release();
                  }
                });
    try {
      for (byte[] request : requests) {
        if (!room.tryAcquire()) {
          out.flush();
          room.acquire();
        }
        write(request);
      }
      out.flush();
      reader.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    if (outcomes.get(1) != requests.size()) {
      throw new IllegalStateException("outcomes by EncodedDoor's numbers: " + outcomes);
    }
    return requests.size() * 1e9 / (System.nanoTime() - start);
  }

  /** Nanoseconds from each request to its answer, one at a time. */
  long[] light(List<byte[]> requests) {
    long[] nanos = new long[requests.size()];
    for (int i = 0; i < nanos.length; i++) {
      long start = System.nanoTime();
      try {
        write(requests.get(i));
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (read() != 1) {
        throw new IllegalStateException("not certified");
      }
      nanos[i] = System.nanoTime() - start;
    }
    return nanos;
  }

  private void write(byte[] request) throws IOException {
    out.writeLong(0);
    out.writeInt(request.length);
    out.write(request);
  }

  private int read() {
    try {
      in.readLong();
      return in.readByte();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
