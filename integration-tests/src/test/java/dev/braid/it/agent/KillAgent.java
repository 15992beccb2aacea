package dev.braid.it.agent;

import static net.bytebuddy.matcher.ElementMatchers.hasSuperType;
import static net.bytebuddy.matcher.ElementMatchers.isInterface;
import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.not;

import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;

/**
 * Intercepts {@code prepare} and {@code adopt} of the rollup clients. Arguments: {@code
 * <point>,<round>,<victim>,<marker file>}, where the victim is a process id, {@code self}, or
 * {@code stop}: then this process is stopped (SIGSTOP) instead of killed. Or {@code @<file>}: the
 * process that begins a round while that file stands takes it away and is armed by its content for
 * that round.
 */
public final class KillAgent {
  private static final String CLIENTS = "dev.braid.rollup.";
  private static final String CLIENT = "dev.braid.rollup.spi.RollupClient";

  private KillAgent() {}

  public static void premain(String arguments, Instrumentation instrumentation) {
    if (arguments.startsWith("@")) {
      Trigger.watch(Path.of(arguments.substring(1)));
    } else {
      Trigger.arm(arguments);
    }
    new AgentBuilder.Default()
        .type(nameStartsWith(CLIENTS).and(hasSuperType(named(CLIENT))).and(not(isInterface())))
        .transform(
            (builder, type, loader, module, domain) ->
                builder.visit(
                    Advice.to(Calls.class).on(isPublic().and(namedOneOf("prepare", "adopt")))))
        .installOn(instrumentation);
  }
}
