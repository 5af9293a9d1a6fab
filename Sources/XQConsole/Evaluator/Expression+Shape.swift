// What an expression is made of, without running it.

import XQLanguage

extension Expression {
  var isPipeline: Bool {
    if case .pipeline = kind { true } else { false }
  }

  /// A variable with members and elements behind it: `$x.a[0]`.
  var isVariablePath: Bool {
    switch kind {
    case .variable: true
    case .member(let owner, _, _), .index(let owner, _): owner.isVariablePath
    default: false
    }
  }

  /// Whether its value differs from row to row. A pipeline sees no columns.
  var dependsOnRow: Bool {
    switch kind {
    case .constant, .pipeline: false
    case .variable(let name): name == "it"
    case .column, .row: true
    case .member(let owner, _, _): owner.dependsOnRow
    case .index(let owner, let index): owner.dependsOnRow || index.dependsOnRow
    case .list(let elements), .function(_, let elements): elements.contains(where: \.dependsOnRow)
    case .record(let fields): fields.contains { $0.value.dependsOnRow }
    case .negate(let operand), .not(let operand): operand.dependsOnRow
    case .binary(_, let left, let right, _): left.dependsOnRow || right.dependsOnRow
    case .interpolation(let segments):
      segments.contains { if case .value(let value, _) = $0 { value.dependsOnRow } else { false } }
    }
  }

  /// The pipelines in it, which a row expression runs before its first row.
  var pipelines: [Pipeline] {
    switch kind {
    case .constant, .variable, .column, .row: []
    case .pipeline(let pipeline): [pipeline]
    case .member(let owner, _, _): owner.pipelines
    case .index(let owner, let index): owner.pipelines + index.pipelines
    case .list(let elements), .function(_, let elements): elements.flatMap(\.pipelines)
    case .record(let fields): fields.flatMap { $0.value.pipelines }
    case .negate(let operand), .not(let operand): operand.pipelines
    case .binary(_, let left, let right, _): left.pipelines + right.pipelines
    case .interpolation(let segments):
      segments.flatMap { segment -> [Pipeline] in
        if case .value(let value, _) = segment { value.pipelines } else { [] }
      }
    }
  }
}
