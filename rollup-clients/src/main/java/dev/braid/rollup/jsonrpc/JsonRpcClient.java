package dev.braid.rollup.jsonrpc;

import dev.braid.rollup.jsonrpc.JsonRpcTransportException.Kind;
import dev.braid.rollup.spi.CallFence;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.http.HttpService;

/**
 * JSON-RPC 2.0 over HTTP POST with kept connections.
 *
 * <p>Uses web3j's HTTP client asynchronously, because web3j's own service holds a thread of the
 * common pool for each call; and without web3j's logging, which writes whole bodies, that is raw
 * transactions (P1). A request is sent once: a retry could mine twice.
 *
 * <p>No method blocks. Futures complete on a thread of the client: with replies in the order of the
 * calls, or exceptionally with {@link JsonRpcTransportException} and nothing else.
 */
public final class JsonRpcClient implements AutoCloseable {
  private final HttpUrl url;
  private final JsonRpcLimits limits;
  private final Supplier<@Nullable String> authorization;
  private final OkHttpClient http;

  /** Without authorization. */
  public JsonRpcClient(URI url, JsonRpcLimits limits) {
    this(url, limits, () -> null);
  }

  /**
   * @param authorization the {@code Authorization} header, asked for each request on the caller's
   *     thread; null: none
   */
  public JsonRpcClient(URI url, JsonRpcLimits limits, Supplier<@Nullable String> authorization) {
    this.authorization = authorization;
    this.url = HttpUrl.get(url.toString());
    this.limits = limits;
    // The dispatcher bounds the number of threads: at most maxConcurrent.
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "rollup-" + url.getHost() + ":" + url.getPort());
              thread.setDaemon(true);
              return thread;
            });
    Dispatcher dispatcher = new Dispatcher(threads);
    dispatcher.setMaxRequests(limits.maxConcurrent());
    dispatcher.setMaxRequestsPerHost(limits.maxConcurrent());
    OkHttpClient.Builder builder = HttpService.getOkHttpClientBuilder();
    builder.interceptors().clear();
    this.http =
        builder
            .dispatcher(dispatcher)
            .connectionPool(new ConnectionPool(limits.maxConcurrent(), 5, TimeUnit.MINUTES))
            .socketFactory(new EagerSockets())
            .addNetworkInterceptor(JsonRpcClient::passFence)
            .retryOnConnectionFailure(false)
            .followRedirects(false)
            .connectTimeout(limits.connectTimeout())
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .build();
  }

  /**
   * The last thing before a request is written, connection and queue behind it: a process that was
   * paused meanwhile asks here.
   */
  private static Response passFence(Interceptor.Chain chain) throws IOException {
    CallFence fence = chain.request().tag(CallFence.class);
    if (fence != null && !fence.isOpen()) {
      throw new FencedException();
    }
    return chain.proceed(chain.request());
  }

  /** The fence of a request has closed before it was written. */
  private static final class FencedException extends IOException {
    private static final long serialVersionUID = 1L;

    FencedException() {
      super("this member does not lead any more");
    }
  }

  /** As {@link #call(JsonRpcCall, Duration, CallFence)}, by anyone's right. */
  public CompletableFuture<JsonRpcReply> call(JsonRpcCall call, Duration timeout) {
    return call(call, timeout, CallFence.ALWAYS);
  }

  /** Sends one call. */
  public CompletableFuture<JsonRpcReply> call(JsonRpcCall call, Duration timeout, CallFence fence) {
    return batch(List.of(call), timeout, fence).thenApply(replies -> replies.get(0));
  }

  /** As {@link #batch(List, Duration, CallFence)}, by anyone's right. */
  public CompletableFuture<List<JsonRpcReply>> batch(List<JsonRpcCall> calls, Duration timeout) {
    return batch(calls, timeout, CallFence.ALWAYS);
  }

  /**
   * Sends calls in one HTTP request. The node may carry them out in any order.
   *
   * @param calls 1 to {@link JsonRpcLimits#maxBatchCalls}
   * @param timeout for the whole request; not above zero: fails at once, nothing is sent
   * @param fence closed: nothing is sent
   */
  public CompletableFuture<List<JsonRpcReply>> batch(
      List<JsonRpcCall> calls, Duration timeout, CallFence fence) {
    if (calls.isEmpty() || calls.size() > limits.maxBatchCalls()) {
      throw new IllegalArgumentException("batch of " + calls.size() + " calls");
    }
    CompletableFuture<List<JsonRpcReply>> future = new CompletableFuture<>();
    if (timeout.isNegative() || timeout.isZero()) {
      future.completeExceptionally(
          new JsonRpcTransportException(Kind.NO_TIME, "no time left", null));
      return future;
    }
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .tag(CallFence.class, fence)
            .post(RequestBody.create(JsonRpcCodec.encode(calls), HttpService.JSON_MEDIA_TYPE));
    String header = authorization.get();
    if (header != null) {
      request.header("Authorization", header);
    }
    Call call = http.newCall(request.build());
    call.timeout().timeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
    call.enqueue(
        new Callback() {
          @Override
          public void onFailure(Call failed, IOException e) {
            if (!(e instanceof FencedException)) {
              // What the connection's peer was is unknown now: the next call dials anew.
              http.connectionPool().evictAll();
            }
            future.completeExceptionally(transportFailure(e));
          }

          @Override
          public void onResponse(Call answered, Response response) {
            List<JsonRpcReply> replies;
            try (response) {
              replies = JsonRpcCodec.decode(body(response), calls.size());
            } catch (IOException e) {
              future.completeExceptionally(transportFailure(e));
              return;
            } catch (RuntimeException e) {
              future.completeExceptionally(e);
              return;
            }
            future.complete(replies);
          }
        });
    return future;
  }

  private byte[] body(Response response) throws IOException {
    if (response.code() != 200) {
      throw HttpRefusals.of(response);
    }
    ResponseBody body = response.body();
    if (body == null) {
      throw new JsonRpcTransportException(Kind.NOT_JSON_RPC, "no body", null);
    }
    BufferedSource source = body.source();
    if (source.request(limits.maxResponseBytes() + 1L)) {
      throw new JsonRpcTransportException(
          Kind.TOO_LARGE, "answer longer than " + limits.maxResponseBytes() + " bytes", null);
    }
    return source.readByteArray();
  }

  private static JsonRpcTransportException transportFailure(IOException e) {
    Kind kind;
    if (e instanceof FencedException) {
      kind = Kind.FENCED;
    } else if (e instanceof ConnectException) {
      kind = Kind.NOT_SENT;
    } else if (e instanceof InterruptedIOException) {
      kind = Kind.TIMED_OUT;
    } else {
      kind = Kind.BROKEN;
    }
    String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new JsonRpcTransportException(kind, kind + ": " + text, e);
  }

  /** Cancels what is on the way and lets the connections go. */
  @Override
  public void close() {
    http.dispatcher().cancelAll();
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
