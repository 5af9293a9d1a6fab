// A data set as a value of the language.

import XQFormats
import XQLanguage

/// Samples to run models on.
final class DataObject: HostObject {
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

  private var arrays: Table {
    Table(
      columns: [
        Column("array", .string, help: "the array's name, which is matched with the model's inputs", isKey: true),
        Column("shape", .string, help: "as it lies in the file"),
        Column("type", .string),
      ],
      rows: data.arrays.map { [.string($0.name), .string($0.shapeText), .string($0.typeName)] },
      notes: [data.summary])
  }
}
