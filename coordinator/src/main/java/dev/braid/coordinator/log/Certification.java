package dev.braid.coordinator.log;

import dev.braid.coordinator.log.SignatureCounts.Kind;
import dev.braid.coordinator.log.store.StoreException;
import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.CertificateAssembly;
import dev.braid.protocol.log.Equivocation;
import dev.braid.protocol.log.SignedBatch;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.NetworkId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From applied to certified (D1, D4): signs what is applied and durable here, one batch per height,
 * collects what the other members signed, and hands on batches in order once a quorum has signed
 * them. With one member the own signature is the quorum. Runs on the ledger's thread, has no timers
 * of its own.
 */
final class Certification {
  /** How far ahead of the applied height signatures are kept. */
  static final int MAX_EARLY_HEIGHTS = 128;

  /** Signatures of one member kept for a height that is not applied: two convict it. */
  static final int MAX_EARLY_PER_MEMBER = 2;

  /** The same of all, whose names are not checked yet: more than any set of members signs. */
  static final int MAX_EARLY_PER_HEIGHT = 32;

  /** Of so many signatures that come after the certificate one is checked at once, and kept. */
  static final int LATE_CHECK_HEIGHTS = 32;

  /** Newest certified heights whose signatures are kept to compare late ones with. */
  static final int KEPT_HEIGHTS = 128;

  private static final Logger LOG = LoggerFactory.getLogger(Certification.class);

  private final Certifier certifier;
  private final SignedHeights heights;
  private final EvidenceBook evidence;
  private final SignatureExchange exchange;
  private final SignatureCounts counts;
  private final Past past;
  private final Consumer<List<CertifiedStep>> sink;

  private final NavigableMap<Long, Height> open = new TreeMap<>();
  private final NavigableMap<Long, Height> certified = new TreeMap<>();
  private final NavigableMap<Long, List<SignedBatch>> early = new TreeMap<>();
  private final Map<Address, SignedBatch> newestLate = new HashMap<>();
  private boolean started;
  private long applied;
  private long durable = -1;

  /** Certificates of heights that are done with. */
  interface Past {
    @Nullable Certificate at(long height);

    NetworkId networkId();
  }

  /** A batch with its certificate. */
  record CertifiedStep(Step step, Certificate certificate) {}

  /** What is known of who signed at a height. */
  private static final class Height {
    // Null once it is certified: late signatures need no more than the assembly.
    private @Nullable Step step;
    private CertificateAssembly assembly;
    // Valid signatures over another batch or void flag, one per member.
    private final Map<Address, SignedBatch> others = new HashMap<>();
    // Over this batch, come after the certificate was whole, not checked.
    private final Map<Address, SignedBatch> late = new HashMap<>();

    Height(Step step) {
      this.step = step;
      this.assembly = step.unsigned();
    }

    /** Whether a signature is over this batch as it was found here. */
    boolean isMeantBy(SignedBatch signed) {
      return signed.height() == assembly.height()
          && signed.isVoid() == assembly.isVoid()
          && signed.batchHash().equals(assembly.batchHash())
          && signed.memberSet() == assembly.memberSet();
    }

    @Nullable SignedBatch signedBy(Address member) {
      var signature = assembly.signatures().get(member);
      return signature == null
          ? null
          : new SignedBatch(
              assembly.memberSet(),
              assembly.height(),
              assembly.isVoid(),
              assembly.batchHash(),
              signature);
    }
  }

  /**
   * @param appliedHeight what is applied and certified already
   * @param sink given batches in order of height as they are certified
   */
  Certification(
      Certifier certifier,
      SignedHeights heights,
      EvidenceBook evidence,
      SignatureExchange exchange,
      SignatureCounts counts,
      Past past,
      long appliedHeight,
      Consumer<List<CertifiedStep>> sink) {
    this.certifier = certifier;
    this.heights = heights;
    this.evidence = evidence;
    this.exchange = exchange;
    this.counts = counts;
    this.past = past;
    this.applied = appliedHeight;
    this.sink = sink;
  }

  /** From now on this member signs. */
  void start() {
    started = true;
    carryOn();
  }

  /** Signs what may be signed and hands on what is certified. */
  void carryOn() {
    signAll(false);
    advance();
  }

  /** Batches that are applied and not certified. */
  int openCount() {
    return open.size();
  }

  /** The next batch is applied and written here, not synced; {@link #carryOn} follows. */
  void applied(Step step) {
    applied = step.height();
    Height height = new Height(step);
    open.put(applied, height);
    List<SignedBatch> waiting = early.remove(applied);
    if (waiting != null) {
      waiting.forEach(signed -> add(height, signed));
    }
    early.headMap(applied).clear();
  }

  /** Everything up to this height that is applied is on this member's disk (fsync). */
  void durable(long height) {
    durable = Math.max(durable, height);
    carryOn();
  }

  /** Like {@link #durable}, of batches that the other members have had for long. */
  void fetched(long height) {
    durable(height);
    exchange.askNow();
  }

  /**
   * Time goes by without a certificate: batches that were fetched are signed too, which is only
   * needed where nobody has their certificates.
   */
  void signFetched() {
    signAll(true);
    advance();
  }

  private void signAll(boolean withFetched) {
    if (!started) {
      return;
    }
    for (Height height : open.headMap(durable, true).values()) {
      if (withFetched || height.step == null || !height.step.fetched()) {
        sign(height);
      }
    }
  }

  /** D4: after own apply and own fsync, one batch per height. */
  private void sign(Height height) {
    Address self = certifier.member();
    if (!height.assembly.members().contains(self)
        || height.assembly.signatures().containsKey(self)
        || height.others.containsKey(self)) { // signed by a life that this disk has forgotten
      return;
    }
    SignedBatch before = heights.of(self);
    if (before != null
        && before.height() == height.assembly.height()
        && !height.isMeantBy(before)) {
      throw new StoreException(
          StoreException.Kind.DAMAGED,
          "this member has signed batch "
              + before.batchHash()
              + " at height "
              + before.height()
              + ", the log now says "
              + height.assembly.batchHash());
    }
    SignedBatch own =
        new SignedBatch(
            height.assembly.memberSet(),
            height.assembly.height(),
            height.assembly.isVoid(),
            height.assembly.batchHash(),
            certifier.sign(height.assembly.digest()));
    height.assembly = height.assembly.addOwn(own.signature());
    heights.saw(own);
    exchange.tell(own);
  }

  /**
   * A member tells what it has signed.
   *
   * @param from who told it
   */
  void told(Address from, SignedBatch signed) {
    if (!from.equals(signed.member())) {
      counts.count(Kind.FOREIGN);
      return;
    }
    heard(signed);
    advance();
  }

  /** Signatures that were asked for, of whomever. */
  void heardAll(List<SignedBatch> signed) {
    signed.forEach(this::heard);
    advance();
  }

  private void heard(SignedBatch signed) {
    Height height = find(signed.height());
    if (height != null) {
      add(height, signed);
    } else if (signed.height() <= applied) {
      counts.count(Kind.STALE);
      compareWithPast(signed);
    } else if (signed.height() > applied + MAX_EARLY_HEIGHTS) {
      counts.count(Kind.TOO_EARLY);
    } else {
      addEarly(signed);
    }
  }

  /** A height certified long ago: its certificate is what is held of who signed it. */
  private void compareWithPast(SignedBatch signed) {
    Certificate certificate = past.at(signed.height());
    NetworkId network = past.networkId();
    if (certificate == null) {
      return;
    }
    certificate.signatures().stream()
        .filter(signature -> signature.member().equals(signed.member()))
        .map(
            signature ->
                new SignedBatch(
                    certificate.memberSet(),
                    certificate.height(),
                    certificate.isVoid(),
                    certificate.batchHash(),
                    signature))
        .filter(held -> !held.agrees(signed) && signed.isValid(certifier.secp256k1(), network))
        .forEach(held -> evidence.add(new Equivocation(network, held, signed)));
  }

  private @Nullable Height find(long height) {
    Height found = open.get(height);
    return found != null ? found : certified.get(height);
  }

  private void addEarly(SignedBatch signed) {
    List<SignedBatch> waiting = early.computeIfAbsent(signed.height(), h -> new ArrayList<>());
    long ofMember = waiting.stream().filter(s -> s.member().equals(signed.member())).count();
    if (waiting.contains(signed)
        || ofMember >= MAX_EARLY_PER_MEMBER
        || waiting.size() >= MAX_EARLY_PER_HEIGHT) {
      counts.count(Kind.DUPLICATE);
      return;
    }
    waiting.add(signed);
    counts.count(Kind.EARLY);
  }

  private void add(Height height, SignedBatch signed) {
    if (!height.assembly.members().contains(signed.member())) {
      counts.count(Kind.FOREIGN);
    } else if (height.isMeantBy(signed)) {
      if (height.step == null && signed.height() % LATE_CHECK_HEIGHTS != 0) {
        addLate(height, signed);
      } else {
        take(height, signed);
      }
    } else if (signed.memberSet() != height.assembly.memberSet()) {
      counts.count(Kind.STALE);
    } else {
      addOther(height, signed);
    }
  }

  /** The certificate is whole: one more signature is only looked at when somebody asks for it. */
  private void addLate(Height height, SignedBatch signed) {
    Address member = signed.member();
    if (height.assembly.signatures().containsKey(member)
        || height.late.putIfAbsent(member, signed) != null) {
      counts.count(Kind.DUPLICATE);
      return;
    }
    counts.count(Kind.LATE);
    newestLate.merge(member, signed, (x, y) -> x.height() >= y.height() ? x : y);
    SignedBatch other = height.others.get(member);
    if (other != null) {
      takeLate(height, member);
    }
  }

  /** Checks a signature that came late. */
  private void takeLate(Height height, Address member) {
    SignedBatch signed = height.late.remove(member);
    if (signed != null) {
      take(height, signed);
    }
  }

  /** The newest batch that a member is known to have signed. */
  @Nullable SignedBatch newestSigned(Address member) {
    SignedBatch late = newestLate.remove(member);
    Height height = late == null ? null : find(late.height());
    if (height != null) {
      takeLate(height, member);
    }
    return heights.of(member);
  }

  /** Who signed nothing since this height is known by it, though nobody has asked yet. */
  private void keepNewest(Height oldest) {
    for (Address member : List.copyOf(oldest.late.keySet())) {
      SignedBatch newest = newestLate.get(member);
      if (newest != null && newest.height() == oldest.assembly.height()) {
        newestLate.remove(member);
        takeLate(oldest, member);
      }
    }
  }

  private void take(Height height, SignedBatch signed) {
    var result = height.assembly.add(certifier.secp256k1(), signed.signature());
    switch (result.outcome()) {
      case TAKEN -> {
        height.assembly = result.next();
        heights.saw(signed);
        counts.count(Kind.TAKEN);
        SignedBatch other = height.others.get(signed.member());
        if (other != null) {
          convict(signed, other);
        }
      }
      case DUPLICATE -> counts.count(Kind.DUPLICATE);
      case FOREIGN -> counts.count(Kind.FOREIGN);
      case NOT_OF_THIS_BATCH -> counts.count(Kind.BAD);
    }
  }

  /** D4: whoever signs two batches at a height is convicted by its signatures. */
  private void addOther(Height height, SignedBatch signed) {
    if (signed.equals(height.others.get(signed.member()))) {
      counts.count(Kind.DUPLICATE);
      return;
    }
    if (!signed.isValid(certifier.secp256k1(), networkId(height))) {
      counts.count(Kind.BAD);
      return;
    }
    counts.count(Kind.OTHER_BATCH);
    LOG.error(
        "ALARM another batch signed height={} member={} hash={} void={} here={} void={}",
        signed.height(),
        signed.member(),
        signed.batchHash(),
        signed.isVoid(),
        height.assembly.batchHash(),
        height.assembly.isVoid());
    takeLate(height, signed.member());
    SignedBatch held = height.signedBy(signed.member());
    SignedBatch other = height.others.putIfAbsent(signed.member(), signed);
    if (held != null) {
      convict(held, signed);
    } else if (other != null && !other.agrees(signed)) {
      convict(other, signed);
    }
  }

  private static NetworkId networkId(Height height) {
    return height.assembly.networkId();
  }

  private void convict(SignedBatch first, SignedBatch second) {
    Height height = find(first.height());
    if (height != null) {
      evidence.add(new Equivocation(networkId(height), first, second));
    }
  }

  /** Hands on what is certified, in order of height, however the certificates came. */
  private void advance() {
    List<CertifiedStep> done = new ArrayList<>();
    while (!open.isEmpty()) {
      Height oldest = open.firstEntry().getValue();
      Certificate certificate = oldest.assembly.certificate();
      Step step = oldest.step;
      if (certificate == null || step == null) {
        break;
      }
      open.pollFirstEntry();
      oldest.step = null;
      certified.put(step.height(), oldest);
      if (certified.size() > KEPT_HEIGHTS) {
        keepNewest(certified.firstEntry().getValue());
        certified.pollFirstEntry();
      }
      done.add(new CertifiedStep(step, certificate));
    }
    if (open.isEmpty()) {
      exchange.waitsForNothing();
    } else {
      exchange.waitsFrom(open.firstKey());
    }
    if (!done.isEmpty()) {
      sink.accept(done);
    }
  }

  /** What is known of who signed batches that are not certified, from this height on. */
  List<SignedBatch> collected(long fromHeight, int limit) {
    List<SignedBatch> found = new ArrayList<>();
    for (Height height : open.tailMap(fromHeight, true).values()) {
      if (height.assembly.height() >= fromHeight + limit) {
        break;
      }
      for (Address member : height.assembly.signatures().keySet()) {
        SignedBatch signed = height.signedBy(member);
        if (signed != null) {
          found.add(signed);
        }
      }
    }
    return found;
  }
}
