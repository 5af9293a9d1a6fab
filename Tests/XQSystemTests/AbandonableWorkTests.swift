// Work that ends, that is asked to end, and that does not end.

import Foundation
import Testing
import XQSystem

struct AbandonableWorkTests {
  @Test func givesTheResult() {
    let cancellation = Cancellation()
    let stop: @Sendable () -> Void = { Issue.record("nobody asked it to stop") }
    let result = AbandonableWork.run(cancellation, stop: stop) { 6 * 7 }
    #expect(result == 42)
    #expect(!cancellation.hasAbandonedWork)
  }

  @Test func workThatStopsWhenAskedGivesItsResult() {
    let cancellation = Cancellation()
    let (hasStarted, isAsked) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    cancelling(cancellation, when: hasStarted)
    let stop: @Sendable () -> Void = { isAsked.signal() }
    let result = AbandonableWork.run(cancellation, stop: stop) {
      hasStarted.signal()
      isAsked.wait()
      return "stopped"
    }
    #expect(result == "stopped")
    #expect(!cancellation.hasAbandonedWork)
  }

  @Test func workThatDoesNotStopIsAbandoned() async {
    let cancellation = Cancellation()
    let (hasStarted, mayEnd) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    cancelling(cancellation, when: hasStarted)
    let stop: @Sendable () -> Void = {}
    let result = AbandonableWork.run(cancellation, stop: stop) {
      hasStarted.signal()
      mayEnd.wait()
      return 1
    }
    #expect(result == nil)
    #expect(cancellation.hasAbandonedWork)
    // It ends by itself, and then nothing is left of it.
    mayEnd.signal()
    while cancellation.hasAbandonedWork { await Task.yield() }
  }

  @Test func workThatIsCancelledBeforeIsAskedToStop() {
    let cancellation = Cancellation()
    cancellation.cancel()
    let isAsked = DispatchSemaphore(value: 0)
    let stop: @Sendable () -> Void = { isAsked.signal() }
    let result = AbandonableWork.run(cancellation, stop: stop) {
      isAsked.wait()
      return true
    }
    #expect(result == true)
  }

  private func cancelling(_ cancellation: Cancellation, when semaphore: DispatchSemaphore) {
    Thread.detachNewThread {
      semaphore.wait()
      cancellation.cancel()
    }
  }
}
