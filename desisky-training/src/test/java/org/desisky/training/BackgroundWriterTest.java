package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.desisky.core.DesiskyException;
import org.desisky.training.BackgroundWriter.Kind;
import org.junit.jupiter.api.Test;

class BackgroundWriterTest {
  private final List<String> written = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch slowDisk = new CountDownLatch(1);

  @Test
  void ofEachKindTheNewestIsWrittenInTheOrderOfTheKinds() throws InterruptedException {
    try (BackgroundWriter writer = new BackgroundWriter()) {
      writer.later(Kind.STATE, this::slow);
      begun.await();
      writer.later(Kind.STATE, () -> written.add("state 1"));
      writer.later(Kind.HISTORY, () -> written.add("history"));
      writer.later(Kind.CHECKPOINT, () -> written.add("checkpoint"));
      writer.later(Kind.STATE, () -> written.add("state 2"));
      assertThat(writer.isBusyWith(Kind.STATE)).isTrue();
      slowDisk.countDown();
      writer.await();
      assertThat(writer.isBusyWith(Kind.STATE)).isFalse();
    }
    assertThat(written).containsExactly("slow", "checkpoint", "history", "state 2");
  }

  @Test
  void aFailureIsToldOnceAskedForAndEndsAllWriting() {
    try (BackgroundWriter writer = new BackgroundWriter()) {
      writer.later(
          Kind.CHECKPOINT,
          () -> {
            throw new DesiskyException("cannot write x: no space left");
          });
      assertThatThrownBy(writer::await)
          .isInstanceOf(DesiskyException.class)
          .hasMessageContaining("no space left")
          .hasMessageContaining("intact");
      assertThatThrownBy(() -> writer.later(Kind.STATE, () -> written.add("state")))
          .hasMessageContaining("no space left");
      assertThatThrownBy(writer::check).hasMessageContaining("no space left");
    }
    assertThat(written).isEmpty();
  }

  @Test
  void anErrorOfTheMachineComesThroughAsItIs() {
    try (BackgroundWriter writer = new BackgroundWriter()) {
      writer.later(
          Kind.STATE,
          () -> {
            throw new OutOfMemoryError("as if");
          });
      assertThatThrownBy(writer::await).isInstanceOf(OutOfMemoryError.class);
    }
  }

  @Test
  void closingWaitsForWhatIsStillToBeWritten() {
    try (BackgroundWriter writer = new BackgroundWriter()) {
      writer.later(Kind.STATE, this::slow);
      writer.later(Kind.HISTORY, () -> written.add("history"));
      slowDisk.countDown();
    }
    assertThat(written).containsExactlyInAnyOrder("slow", "history");
  }

  @Test
  void closingWaitsForThatEvenWhereTheThreadIsInterrupted() throws InterruptedException {
    BackgroundWriter writer = new BackgroundWriter();
    writer.later(Kind.STATE, this::slow);
    begun.await();
    AtomicBoolean keptInMind = new AtomicBoolean();
    Thread closing =
        new Thread(
            () -> {
              writer.close();
              written.add("closed");
              keptInMind.set(Thread.currentThread().isInterrupted());
            });
    closing.start();
    closing.interrupt();
    closing.join(200);
    assertThat(written).isEmpty();
    slowDisk.countDown();
    closing.join();
    assertThat(written).containsExactly("slow", "closed");
    assertThat(keptInMind).isTrue();
  }

  @Test
  void anInterruptionOfTheThreadThatWritesEndsNothing() throws InterruptedException {
    BackgroundWriter writer = new BackgroundWriter();
    writer.later(Kind.STATE, () -> Thread.currentThread().interrupt());
    writer.await();
    AtomicBoolean interrupted = new AtomicBoolean(true);
    writer.later(
        Kind.HISTORY,
        () -> {
          interrupted.set(Thread.currentThread().isInterrupted());
          begun.countDown();
        });
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(interrupted).as("while a file is written").isFalse();
    writer.close();
  }

  private void slow() {
    begun.countDown();
    try {
      slowDisk.await();
      written.add("slow");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
