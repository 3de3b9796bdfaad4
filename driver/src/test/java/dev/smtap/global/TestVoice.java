package dev.smtap.global;

import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** A voice with a thread that answers, taking turns with those who call. Any thread. */
final class TestVoice implements DescriptorWatch, AutoCloseable {
  private static final long TURN_NANOS = 2_000_000;

  private final Map<Integer, Runnable> actions = new LinkedHashMap<>();
  private final KernelSockets kernel;
  private final OutsideVoice voice;
  private boolean isHung;
  private volatile boolean isClosed;

  TestVoice(Namespace namespace) throws SystemException {
    kernel = KernelSockets.open(namespace);
    voice = OutsideVoice.open(kernel, this);
    Thread.ofPlatform().daemon().start(this::listen);
  }

  private void listen() {
    while (!isClosed) {
      LockSupport.parkNanos(TURN_NANOS);
      turn();
    }
  }

  private synchronized void turn() {
    if (!isHung && !isClosed) {
      List.copyOf(actions.values()).forEach(Runnable::run);
    }
  }

  @Override
  public synchronized void add(int fd, Runnable action) {
    actions.put(fd, action);
  }

  @Override
  public void setPaused(int fd, boolean isPaused) {
    throw new AssertionError("nobody pauses this one");
  }

  @Override
  public synchronized void remove(int fd) {
    actions.remove(fd);
  }

  synchronized void hang() {
    isHung = true;
  }

  synchronized void hold(Set<Offer> offers) throws SystemException {
    voice.hold(offers, System.nanoTime());
  }

  synchronized void hold(Set<Offer> offers, long now) throws SystemException {
    voice.hold(offers, now);
  }

  synchronized void sayAgain(Set<Offer> offers) throws SystemException {
    voice.sayAgain(offers, System.nanoTime());
  }

  synchronized void tick(long now) throws SystemException {
    voice.tick(now);
  }

  synchronized long dueNanos(long otherwise) {
    return voice.dueNanos(otherwise);
  }

  synchronized Set<Offer> held() {
    return voice.held();
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    voice.close();
    kernel.close();
  }
}
