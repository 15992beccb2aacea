package dev.braid.it.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The same batches give the same state on every member and in every replay (O1) only if the code
 * that says so reads nothing but its arguments.
 */
final class PurityTest {
  private static final String PROTOCOL = "dev.braid.protocol..";

  @Test
  void protocolUsesOnlyValuesAndHashing() {
    check(
        classes()
            .that()
            .resideInAPackage(PROTOCOL)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                PROTOCOL,
                "java.io",
                "java.lang",
                "java.lang.annotation",
                "java.lang.invoke",
                "java.lang.runtime",
                "java.math",
                "java.nio",
                "java.nio.charset",
                "java.time",
                "java.util",
                "java.util.function",
                "java.util.regex",
                "java.util.stream",
                "org.bouncycastle..",
                "org.pcollections..",
                "org.jspecify..")
            .because(
                "no I/O, threads, futures or logging: what it says follows from its arguments"));
  }

  @Test
  void protocolOpensNoFilesAndStartsNoThreads() {
    check(
        noClasses()
            .that()
            .resideInAPackage(PROTOCOL)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(
                Thread.class,
                ThreadLocal.class,
                Process.class,
                ProcessBuilder.class,
                java.io.File.class,
                java.io.FileInputStream.class,
                java.io.FileOutputStream.class,
                java.io.RandomAccessFile.class,
                Clock.class)
            .because("these reach outside"));
  }

  @Test
  void protocolReadsNoClockNoChanceAndNoEnvironment() {
    check(
        noClasses()
            .that()
            .resideInAPackage(PROTOCOL)
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(java.util.Random.class, java.util.SplittableRandom.class)
            .because("time comes in as an argument, and two members must say the same"));
  }

  @Test
  void protocolIteratesNothingWithoutOrder() {
    check(
        noClasses()
            .that()
            .resideInAPackage(PROTOCOL)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(
                java.util.HashMap.class, java.util.HashSet.class, java.util.IdentityHashMap.class)
            .because("the order of a hash map is no order: use TreeMap, LinkedHashMap or a PMap"));
  }

  private static void check(ArchRule rule) {
    rule.check(BraidClasses.ALL);
  }
}
