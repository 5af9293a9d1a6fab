// What is added up while a pass runs, by several threads.

import XQFormats
import XQRuntime

/// The tally of each pair and of each site, apart from each other: threads that work on different ones do not meet.
final class SharedTally: Sendable {
  private let pairTallies: [Share<Tally>]
  private let siteTallies: [Share<SiteTally>]

  init(_ pairs: [LayerPair], _ facts: FactsRequest, _ options: MeasureOptions) {
    pairTallies = pairs.map { Share(Tally([$0], convention: options.convention)) }
    siteTallies = facts.sites.map { Share(SiteTally(FactsRequest(sites: [$0], splits: facts.splits))) }
  }

  /// In the order of the pairs.
  var layers: [Measurement.LayerResult] { pairTallies.flatMap(\.value.results) }
  var firstErrors: [Double?] { pairTallies.flatMap(\.value.firstErrors) }
  var agreements: [OutputAgreement] { pairTallies.flatMap(\.value.agreements) }
  /// In the order of the sites.
  var sites: [CollectedSite] { siteTallies.flatMap(\.value.results) }

  func leaveOut(_ index: Int, _ reason: String) { pairTallies[index].value.leaveOut(0, reason) }

  /// See ``Tally/add(_:_:_:labels:)``; for one index one call at a time.
  func addPair(_ index: Int, _ float: Tensor?, _ quantized: Tensor?, labels: [Int64]?) {
    pairTallies[index].value.add(0, float, quantized, labels: labels)
  }

  /// See ``SiteTally/add(_:_:samples:after:)``; for one index one call at a time.
  func addSite(_ index: Int, _ tensor: Tensor?, samples: Int, after done: Int) {
    siteTallies[index].value.add(0, tensor, samples: samples, after: done)
  }
}

/// A value that several threads change, never two of them at once.
///
/// `@unchecked Sendable`: within a batch each is handed to one thread, and one batch ends before the next one begins.
final class Share<Value>: @unchecked Sendable {
  var value: Value

  init(_ value: Value) { self.value = value }
}
