package dev.braid.it.agent;

import static net.bytebuddy.matcher.ElementMatchers.hasSuperType;
import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;

import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;

/**
 * Intercepts {@code prepare} and {@code adopt} of the rollup clients. Arguments: {@code
 * <point>,<round>,<pid or self>,<marker file>}.
 */
public final class KillAgent {
  private static final String CLIENTS = "dev.braid.rollup.anvil.";
  private static final String CLIENT = "dev.braid.rollup.spi.RollupClient";

  private KillAgent() {}

  public static void premain(String arguments, Instrumentation instrumentation) {
    String[] parts = arguments.split(",", 4);
    long victim =
        parts[2].equals("self") ? ProcessHandle.current().pid() : Long.parseLong(parts[2]);
    Trigger.arm(KillPoint.valueOf(parts[0]), Integer.parseInt(parts[1]), victim, Path.of(parts[3]));
    new AgentBuilder.Default()
        .type(nameStartsWith(CLIENTS).and(hasSuperType(named(CLIENT))))
        .transform(
            (builder, type, loader, module, domain) ->
                builder.visit(
                    Advice.to(Calls.class).on(isPublic().and(namedOneOf("prepare", "adopt")))))
        .installOn(instrumentation);
  }
}
