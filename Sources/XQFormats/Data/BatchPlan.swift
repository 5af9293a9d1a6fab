// How a data set is cut into batches for a model: checked, before anything runs.

import XQSystem

/// Batches of a data set for the inputs of one model.
public struct BatchPlan: Sendable {
  public let batchCount: Int
  public let sampleCount: Int
  /// Samples a batch, the last one of a data set or file may have fewer; `nil` where files or batches are fed as they are.
  public let batchSize: Int?
  public let hasLabels: Bool
  /// What was decided without being told, a sentence each.
  public let notices: [String]

  /// How one input of the model is fed.
  struct Feed: Sendable {
    let input: String
    /// Position among the arrays of each unit.
    let position: Int
    /// What the model takes; `nil` takes what the file has.
    let type: ElementType?
    /// Fed whole with every batch of its unit.
    let isShared: Bool
  }

  /// Rows of one unit, and how many of them make a batch.
  struct Cut: Sendable {
    let rows: Int
    let step: Int
    /// Whether batches are slices along axis 0; else the arrays are fed as they are.
    let isSliced: Bool

    var batchCount: Int { isSliced ? rows / step + (rows % step == 0 ? 0 : 1) : 1 }
  }

  let data: DataSet
  let feeds: [Feed]
  /// One for each unit of the data.
  let cuts: [Cut]

  init(data: DataSet, feeds: [Feed], cuts: [Cut], batchSize: Int?, notices: [String]) {
    self.data = data
    self.feeds = feeds
    self.cuts = cuts
    self.batchSize = batchSize
    self.notices = notices
    hasLabels = data.hasLabels
    sampleCount = cuts.reduce(0) { $0 + $1.rows }
    batchCount = cuts.reduce(0) { $0 + $1.batchCount }
  }

  /// A reader at the first batch. Several readers do not disturb each other.
  public func makeReader() -> BatchReader { makeReader(of: 0..<batchCount) }

  /// A reader of some of the batches, which must be among those that there are. What lies before them is passed over.
  public func makeReader(of batches: Range<Int>) -> BatchReader { BatchReader(self, batches) }

  /// The samples that some of the batches hold, counted from 0.
  public func samples(of batches: Range<Int>) -> Range<Int> {
    let start = position(of: batches.lowerBound).sample
    return start..<max(start, position(of: batches.upperBound).sample)
  }

  /// Where a batch starts: its unit, its row in the unit, its sample in the data set. Behind the last one: the end.
  func position(of batch: Int) -> (unit: Int, row: Int, sample: Int) {
    var (left, sample) = (batch, 0)
    for (unit, cut) in cuts.enumerated() {
      if left < cut.batchCount { return (unit, left * cut.step, sample + left * cut.step) }
      left -= cut.batchCount
      sample += cut.rows
    }
    return (cuts.count, 0, sample)
  }
}

/// What a model is fed with at once.
public struct Batch: Sendable {
  /// From 0.
  public let index: Int
  public let samples: Int
  /// In the order of the model's inputs.
  public let inputs: [BatchInput]
  /// One a sample.
  public let labels: [Int64]?
}

extension Batch {
  /// The same batch for a model that calls its inputs otherwise: the new name of an input by the old one.
  public func renamingInputs(_ names: [String: String]) -> Batch {
    let renamed = inputs.map { input in
      BatchInput(name: names[input.name] ?? input.name, type: input.type, shape: input.shape, view: input.view)
    }
    return Batch(index: index, samples: samples, inputs: renamed, labels: labels)
  }
}

extension Batch {
  /// The first samples alone: of each input that has a row of whole bytes for every sample the first rows, other inputs as
  /// they are. Rows need not be what a model takes as samples: whether it runs on them is found out by running it.
  public func prefix(_ count: Int) -> Batch {
    guard count > 0, count < samples else { return self }
    let cut = inputs.map { input in
      guard input.shape.first == samples, input.bytes.count % samples == 0 else { return input }
      return BatchInput(
        name: input.name, type: input.type, shape: [count] + input.shape.dropFirst(),
        view: input.view.slice(0..<input.bytes.count / samples * count))
    }
    return Batch(index: index, samples: count, inputs: cut, labels: labels.map { Array($0.prefix(count)) })
  }
}

/// One input's elements in a batch: little-endian, C order, aligned to the element's size.
public struct BatchInput: Sendable {
  public let name: String
  public let type: ElementType
  public let shape: [Int]
  public let view: ByteView

  public var bytes: UnsafeRawBufferPointer { view.bytes }
  /// Keeps ``bytes`` alive.
  public var owner: any AnyObject & Sendable { view.owner }
}
