// A data set as a value of the language.

import XQConsole
import XQFormats
import XQLanguage

/// Samples to run models on.
final class DataObject: DrawnObject {
  let data: DataSet

  init(_ data: DataSet) { self.data = data }

  let kind = "data"

  var summary: String { "data \(data.summary)" }

  let memberNames = ["path", "samples", "arrays", "labels"]

  func member(_ name: String) -> Value? {
    switch name {
    case "path": .string(data.name)
    case "samples": .number(Double(data.sampleCount))
    case "arrays": .table(arrays)
    case "labels": .bool(data.hasLabels)
    default: nil
    }
  }

  var details: Value { .table(arrays) }

  /// Samples of more elements are not drawn.
  private static let mostElements = 1 << 24

  func drawing(sample: Int?, isWhole: Bool, in context: Context) throws(Diagnostic) -> (any FittedText)? {
    let number = sample ?? 1
    do throws(FormatError) {
      if let drawn = try data.sample(number - 1, mostElements: Self.mostElements) {
        return drawn.arrays.isEmpty ? nil : SampleDrawing(sample: drawn, number: number, count: data.sampleCount)
      }
    } catch {
      throw Diagnostic(error)
    }
    guard let sample else { return nil }
    throw Diagnostic(
      .dataDoNotFit, "there is no sample \(sample): '\(data.name)' has \(Counted.text(data.sampleCount, "sample"))")
  }

  private var arrays: Table {
    Table(
      columns: [
        Column("array", .string, help: "the array's name, which is matched with the model's inputs", isKey: true),
        Column("shape", .string, help: "as it lies in the file"),
        Column("type", .string),
      ],
      rows: data.arrays.map { [.string($0.name), .string(TensorText.text($0.shape)), .string($0.type.name)] },
      notes: [data.summary])
  }
}

extension DataSet {
  /// `digits/val.npz  ·  360 samples of image [1,8,8] float32, labels`.
  var summary: String {
    let shown = arrays.map { array in
      // Axis 0 counts samples where an array holds many.
      let shape = layout == .files ? array.shape : Array(array.shape.dropFirst())
      return (array.name.isEmpty ? "" : array.name + " ") + "\(TensorText.text(shape)) \(array.type.name)"
    }
    let labels = hasLabels ? ", labels" : ""
    return "\(name)  ·  \(Counted.text(sampleCount, "sample")) of \(shown.joined(separator: ", "))\(labels)"
  }
}
