package dev.braid.it.agent;

import static net.bytebuddy.matcher.ElementMatchers.hasSuperType;
import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletionStage;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/**
 * A JVM agent for benches: writes a line {@code prepare <nanos>} when a rollup client is asked for
 * a candidate, and {@code adopted <nanos>} when an adoption is seen, to the file that its argument
 * names.
 */
public final class RoundClock {
  private static @Nullable Path file;

  private RoundClock() {}

  public static void premain(String argument, Instrumentation instrumentation) {
    file = Path.of(argument);
    new AgentBuilder.Default()
        .type(
            nameStartsWith("dev.braid.rollup.")
                .and(hasSuperType(named("dev.braid.rollup.spi.RollupClient"))))
        .transform(
            (builder, type, loader, module, domain) ->
                builder.visit(
                    Advice.to(Code.class).on(isPublic().and(namedOneOf("prepare", "adopt")))))
        .installOn(instrumentation);
  }

  /** Code that the agent puts round a rollup client's methods. */
  public static final class Code {
    private Code() {}

    @Advice.OnMethodEnter
    public static void enter(@Advice.Origin("#m") String method) {
      entered(method);
    }

    @Advice.OnMethodExit
    public static void exit(
        @Advice.Origin("#m") String method,
        @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC)
            CompletionStage<?> stage) {
      stage = left(method, stage);
    }
  }

  public static void entered(String method) {
    note(method);
  }

  public static CompletionStage<?> left(String method, CompletionStage<?> stage) {
    return stage.whenComplete((result, failure) -> note(method + "-done"));
  }

  private static synchronized void note(String what) {
    Path to = file;
    if (to == null) {
      return;
    }
    String line = what + " " + System.nanoTime() + "\n";
    try {
      Files.writeString(to, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
