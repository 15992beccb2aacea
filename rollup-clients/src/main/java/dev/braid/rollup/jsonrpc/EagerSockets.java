package dev.braid.rollup.jsonrpc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Sockets without Nagle's algorithm. The HTTP client writes a body of more than 8 KiB in pieces;
 * with the algorithm the last piece waits for the acknowledgement of those before it, which peers
 * delay by 40 ms.
 */
final class EagerSockets extends SocketFactory {
  @Override
  public Socket createSocket() throws IOException {
    return eager(new Socket());
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return eager(new Socket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return eager(new Socket(host, port, localHost, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return eager(new Socket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
      throws IOException {
    return eager(new Socket(address, port, localAddress, localPort));
  }

  private static Socket eager(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    return socket;
  }
}
