package org.desisky.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.BadFileException;

/**
 * A file open for reading at any place, by several threads at once. If one of them is interrupted
 * while it reads, Java closes the file for all.
 */
final class InputFile implements AutoCloseable {
  private final FileChannel channel;
  private final Path named;
  private final long size;

  private InputFile(FileChannel channel, Path named) throws IOException {
    this.channel = channel;
    this.named = named;
    size = channel.size();
  }

  /** Writes what a temporary file is to hold. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Opens a file.
   *
   * @throws BadFileException if it cannot be opened
   */
  static InputFile open(Path file) {
    try {
      return new InputFile(FileChannel.open(file), file);
    } catch (IOException e) {
      throw new BadFileException(file, "cannot be read: " + AtomicFiles.reason(e), e);
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
    FileChannel channel = temporary(packed);
    try {
      content.writeTo(watched(Channels.newOutputStream(channel), packed));
      return new InputFile(channel, packed);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static FileChannel temporary(Path packed) {
    try {
      return FileChannel.open(
          Files.createTempFile("desisky-", ".unpacked"),
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw noRoom(packed, e);
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
   * Fills a buffer up to its limit with the bytes from {@code position} on.
   *
   * @throws IOException if they cannot be read or the file ends before
   */
  void read(ByteBuffer target, long position) throws IOException {
    long start = position - target.position();
    while (target.hasRemaining()) {
      if (channel.read(target, start + target.position()) < 0) {
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
        int read = channel.read(ByteBuffer.wrap(target, offset, length), next);
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
