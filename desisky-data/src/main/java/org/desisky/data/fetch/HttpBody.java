package org.desisky.data.fetch;

import com.google.common.base.Throwables;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What follows the headers of an answer, piece by piece and to the last byte that came. The stream
 * of Java's client throws away what it has when the connection breaks, and waits for ever when
 * nothing comes.
 */
final class HttpBody implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private final Deque<Signal> seen = new ArrayDeque<>();
  private final Duration stall;
  private Flow.Subscription subscription;
  private boolean closed;

  HttpBody(Duration stall) {
    this.stall = stall;
  }

  /** Bytes; or, where they are null, the end, and why if there is a reason. */
  private record Signal(List<ByteBuffer> bytes, Throwable failure) {}

  @Override
  public synchronized void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    if (closed) {
      subscription.cancel();
    } else {
      subscription.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    signals.add(new Signal(bytes, null));
  }

  @Override
  public void onError(Throwable failure) {
    signals.add(new Signal(null, failure));
  }

  @Override
  public void onComplete() {
    signals.add(new Signal(null, null));
  }

  /**
   * The next bytes; none at the end.
   *
   * @throws IOException if the connection broke, or nothing came for too long
   */
  Optional<List<ByteBuffer>> next() throws IOException {
    Signal signal = seen.isEmpty() ? take() : seen.remove();
    if (signal.failure() != null) {
      Throwables.throwIfInstanceOf(signal.failure(), IOException.class);
      throw new IOException(signal.failure());
    }
    return Optional.ofNullable(signal.bytes());
  }

  /** The first bytes, fewer than wanted only where no more come. {@link #next} gives them again. */
  byte[] beginning(int wanted) {
    ByteBuffer first = ByteBuffer.allocate(wanted);
    boolean isOver = false;
    while (first.hasRemaining() && !isOver) {
      Signal signal = take();
      seen.add(signal);
      isOver = signal.bytes() == null;
      if (!isOver) {
        for (ByteBuffer piece : signal.bytes()) {
          int count = Math.min(piece.remaining(), first.remaining());
          first.put(piece.slice(piece.position(), count));
        }
      }
    }
    return Arrays.copyOf(first.array(), first.position());
  }

  private Signal take() {
    try {
      Signal signal = signals.poll(stall.toMillis(), TimeUnit.MILLISECONDS);
      if (signal == null) {
        return new Signal(null, new HttpTimeoutException("nothing came for " + stall));
      }
      if (signal.bytes() != null) {
        synchronized (this) {
          subscription.request(1);
        }
      }
      return signal;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FetchException("the download was interrupted", e);
    }
  }

  /** Ends the connection if the body is not at its end. */
  @Override
  public synchronized void close() {
    closed = true;
    if (subscription != null) {
      subscription.cancel();
    }
  }
}
