/**
 * What system tests are made of: real anvils and real nodes as processes that can be killed,
 * stopped and started again, a proxy between them, wallets that sign, and waiting by condition with
 * a deadline.
 */
@NullMarked
package dev.braid.it.harness;

import org.jspecify.annotations.NullMarked;
