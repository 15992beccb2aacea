/**
 * Benches that need processes. They print ratios measured in one run and are no part of the tests;
 * {@code mvn verify -pl integration-tests -am -Dtest='Benches,ClusterBenches'
 * -Dsurefire.failIfNoSpecifiedTests=false} runs them.
 */
@NullMarked
package dev.braid.it.bench;

import org.jspecify.annotations.NullMarked;
