package dev.braid.it.agent;

import java.util.concurrent.CompletionStage;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** Code that the agent puts round a rollup client's methods. */
public final class Calls {
  private Calls() {}

  @Advice.OnMethodEnter
  public static void enter(@Advice.Origin("#m") String method) {
    Trigger.entered(method);
  }

  @Advice.OnMethodExit
  public static void exit(
      @Advice.Origin("#m") String method,
      @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) CompletionStage<?> stage) {
    stage = Trigger.left(method, stage);
  }
}
