package org.desisky.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Several that want one file. Those of other processes are tested with the packaged program. */
class CacheLockTest extends FetchCase {
  @Test
  void manyThreadsDownloadOnce() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    server.willNow(
        (request, out) -> {
          begun.countDown();
          while (ear.said.size() < 3) {
            Thread.sleep(5);
          }
          LoopbackServer.file(CONTENT, ETAG).answer(request, out);
        });
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Fetched>> results = new ArrayList<>();
      results.add(threads.submit(() -> fetcher().fetch(remote(), root)));
      begun.await();
      for (int i = 0; i < 3; i++) {
        results.add(threads.submit(() -> fetcher().fetch(remote(), root)));
      }
      assertFetched(results.get(0).get());
      for (Future<Fetched> result : results.subList(1, 4)) {
        assertThat(result.get()).isEqualTo(new Fetched(target(), CONTENT.length, false, true));
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(server.requests()).hasSize(1);
    assertThat(ear.said)
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).contains("Another desisky", "waiting"));
  }

  @Test
  void whoeverWaitsCanBeStopped() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    server.willNow(
        (request, out) -> {
          begun.countDown();
          goOn.await();
          LoopbackServer.file(CONTENT, ETAG).answer(request, out);
        });
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<Fetched> first = threads.submit(() -> fetcher().fetch(remote(), root));
      begun.await();
      assertThatThrownBy(() -> fetcher().stoppingWhen(() -> true).fetch(remote(), root))
          .isInstanceOf(FetchException.class)
          .hasMessageContaining("stopped while another");
      goOn.countDown();
      assertFetched(first.get());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aFailureGivesTheLockBack() throws IOException {
    server.willNow(LoopbackServer.status("404 Not Found"));
    assertThatThrownBy(() -> fetcher().fetch(remote(), root)).isInstanceOf(FetchException.class);
    server.willNow(LoopbackServer.file(CONTENT, ETAG));
    assertFetched(fetcher().fetch(remote(), root));
    assertThat(ear.said).isEmpty();
  }
}
