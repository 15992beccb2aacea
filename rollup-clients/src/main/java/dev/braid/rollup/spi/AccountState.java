package dev.braid.rollup.spi;

import java.math.BigInteger;

/** Next nonce and balance in wei. */
public record AccountState(long nonce, BigInteger balance) {}
