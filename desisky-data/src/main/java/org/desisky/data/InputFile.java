package org.desisky.data;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.BadFileException;

/** A file open for reading at any place, by several threads at once. */
final class InputFile implements AutoCloseable {
  /** Reads where the caller is, with no thread between, but on Windows. */
  private static final ExecutorService CALLER = MoreExecutors.newDirectExecutorService();

  /** Of this kind, since an interruption of one reader would close another for all. */
  private final AsynchronousFileChannel channel;

  private final Path named;
  private final long size;

  private InputFile(AsynchronousFileChannel channel, Path named) throws IOException {
    this.channel = channel;
    this.named = named;
    size = channel.size();
  }

  /** Writes what a temporary file is to hold. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Opens a file; a copy of it where its file system, such as an archive's, lets nobody read it at
   * any place.
   *
   * @throws BadFileException if it cannot be opened, or copied
   */
  static InputFile open(Path file) {
    try {
      return itselfOrCopy(file);
    } catch (IOException e) {
      throw new BadFileException(file, "cannot be read: " + AtomicFiles.reason(e), e);
    }
  }

  private static InputFile itselfOrCopy(Path file) throws IOException {
    try {
      return new InputFile(channel(file, StandardOpenOption.READ), file);
    } catch (UnsupportedOperationException e) {
      return temporary(file, out -> Files.copy(file, out));
    }
  }

  /**
   * What was unpacked from a file, in a temporary file that is gone once this is closed or the
   * program ends, however it ends.
   *
   * @param packed the file to name in messages
   * @throws IOException if the content cannot be made
   * @throws BadFileException if it cannot be written; the message names the temporary folder
   */
  static InputFile temporary(Path packed, Content content) throws IOException {
    AsynchronousFileChannel channel = temporary(packed);
    try {
      content.writeTo(watched(output(channel), packed));
      return new InputFile(channel, packed);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static AsynchronousFileChannel channel(Path file, OpenOption... options)
      throws IOException {
    return AsynchronousFileChannel.open(file, Set.of(options), CALLER);
  }

  private static AsynchronousFileChannel temporary(Path packed) {
    try {
      return channel(
          Files.createTempFile("desisky-", ".unpacked"),
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw noRoom(packed, e);
    }
  }

  private static OutputStream output(AsynchronousFileChannel channel) {
    return new OutputStream() {
      private long next;

      @Override
      public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
        while (left.hasRemaining()) {
          next += done(channel.write(left, next));
        }
      }
    };
  }

  /** Waits for it, however often the thread is interrupted. */
  private static int done(Future<Integer> transfer) throws IOException {
    try {
      return Uninterruptibles.getUninterruptibly(transfer);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ClosedChannelException) { // no fault of the file
        throw new IllegalStateException("it is closed", e.getCause());
      }
      Throwables.throwIfInstanceOf(e.getCause(), IOException.class);
      Throwables.throwIfUnchecked(e.getCause());
      throw new IOException(e.getCause());
    }
  }

  /** Tells what fails in writing from what fails in reading what is unpacked. */
  static OutputStream watched(OutputStream temporary, Path packed) {
    return new OutputStream() {
      @Override
      public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        try {
          temporary.write(bytes, offset, length);
        } catch (IOException e) {
          throw noRoom(packed, e);
        }
      }
    };
  }

  private static BadFileException noRoom(Path packed, IOException e) {
    return new BadFileException(
        packed,
        "cannot be unpacked to the folder for temporary files, "
            + System.getProperty("java.io.tmpdir")
            + ": "
            + AtomicFiles.reason(e)
            + "; make room there, or have Java use another folder:"
            + " JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER",
        e);
  }

  /** The path for messages: that of the packed file, where this was unpacked. */
  Path named() {
    return named;
  }

  /** In bytes. */
  long size() {
    return size;
  }

  /**
   * Makes sure that it can be read still.
   *
   * @throws IllegalStateException if this is closed
   */
  void requireOpen() {
    checkState(channel.isOpen(), "%s is closed", named);
  }

  /**
   * Fills a buffer up to its limit with the bytes from {@code position} on.
   *
   * @throws IOException if they cannot be read or the file ends before
   */
  void read(ByteBuffer target, long position) throws IOException {
    long start = position - target.position();
    while (target.hasRemaining()) {
      if (done(channel.read(target, start + target.position())) < 0) {
        throw new EOFException("the file ends early");
      }
    }
  }

  /** The bytes from {@code position} on; its reads move no position that others see. */
  InputStream stream(long position) {
    return new InputStream() {
      private long next = position;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int read = done(channel.read(ByteBuffer.wrap(target, offset, length), next));
        next += Math.max(0, read);
        return read;
      }

      /** To the end of the file: without it Java ends a gzip stream after any of its members. */
      @Override
      public int available() {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(0, size - next));
      }
    };
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new BadFileException(named, "cannot be closed: " + AtomicFiles.reason(e), e);
    }
  }
}
