package dev.braid.it.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** Which module may know which. The tests' own packages ({@code dev.braid.it}) stand outside. */
final class ModuleDirectionsTest {
  private static final String PROTOCOL = "dev.braid.protocol..";
  private static final String ROLLUP = "dev.braid.rollup..";
  private static final String COORDINATOR = "dev.braid.coordinator..";
  private static final String PROTO = "dev.braid.proto..";
  private static final String CHECKERS = "dev.braid.it.checker..";
  private static final String TESTS = "dev.braid.it..";

  @Test
  void protocolKnowsNothingOfBraidButItself() {
    check(
        noClasses()
            .that()
            .resideInAPackage(PROTOCOL)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROLLUP, COORDINATOR, PROTO, TESTS)
            .because(
                "a second implementation, and every check of a receipt, needs this part alone"));
  }

  @Test
  void rollupClientsKnowOnlyTheProtocol() {
    check(
        noClasses()
            .that()
            .resideInAPackage(ROLLUP)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(COORDINATOR, PROTO, TESTS)
            .because("a client for a new kind of rollup is written against the SPI, not the node"));
  }

  @Test
  void productionCodeKnowsNoTests() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(PROTOCOL, ROLLUP, COORDINATOR, PROTO)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TESTS, "org.junit..", "org.assertj..")
            .because("nothing depends on integration-tests: faults are injected from outside"));
  }

  @Test
  void vertxStaysInTheCoordinator() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(COORDINATOR, TESTS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..")
            .because("pure parts and rollup clients run, and are tested, without an event loop"));
  }

  @Test
  void generatedProtobufStaysAtTheEdges() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                PROTO,
                "dev.braid.coordinator.batcher..",
                "dev.braid.coordinator.codec..",
                "dev.braid.coordinator.ingress..",
                "dev.braid.coordinator.log..",
                // The composition root says which part answers which request of other members.
                "dev.braid.coordinator.node..",
                "dev.braid.coordinator.peer..",
                "dev.braid.coordinator.rounds..",
                "dev.braid.coordinator.status..",
                "dev.braid.coordinator.telemetry..",
                // Benches send bundles as a member hands them on.
                "dev.braid.it.agent..",
                "dev.braid.it.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(PROTO, "com.google.protobuf..")
            .because(
                "protobuf bytes are not canonical: they carry things between verticles and to disk,"
                    + " and logic works on our own types"));
  }

  @Test
  void rocksDbStaysInTheStore() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.braid.coordinator.log..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.rocksdb..")
            .because(
                "the store is behind a port, so that what is durable is decided in one place"));
  }

  @Test
  void hazelcastStaysInItsLogAndTheCompositionRoot() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "dev.braid.coordinator.log.hazelcast..", "dev.braid.coordinator.node..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.hazelcast..")
            .because("its internals change with each version; one package knows them"));
  }

  @Test
  void web3jStaysInTheRollupClients() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(ROLLUP, TESTS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.web3j..")
            .because(
                "what Braid hashes and checks is its own strict code, with one reading of bytes"));
  }

  @Test
  void checkersKnowNothingOfBraid() {
    check(
        noClasses()
            .that()
            .resideInAPackage(CHECKERS)
            .should()
            .dependOnClassesThat(
                resideInAPackage("dev.braid..").and(not(resideInAPackage(CHECKERS))))
            .because("a checker that shares code with what it checks shares its mistakes"));
  }

  private static void check(ArchRule rule) {
    rule.check(BraidClasses.ALL);
  }
}
