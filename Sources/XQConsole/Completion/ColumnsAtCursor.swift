// What comes into the stage at a cursor, as far as declarations and variables tell.

import XQLanguage

/// Follows a pipeline that is being typed.
struct ColumnsAtCursor {
  private let completer: Completer

  init(_ completer: Completer) { self.completer = completer }

  /// The columns of the table that comes into the stage of the cursor, `nil` where they are not known.
  var incoming: [String]? { columns(of: completer.context.pipeline.dropLast()) }

  /// What comes out of a pipeline, `nil` where that is not known.
  func flow(of pipeline: [StageOutline]) -> CommandDeclaration.Flow? {
    guard let last = pipeline.last else { return nil }
    switch last.head {
    // A command that is declared to give a value may give a table.
    case .command(let name):
      return completer.console.declaration(name).flatMap { $0.output == .value ? nil : $0.output }
    case .variable(let path): return completer.value(at: path).map(flow)
    case .last: return flow(of: completer.session.last)
    case .expression: return nil
    }
  }

  private func flow(of value: Value) -> CommandDeclaration.Flow { Table(value) == nil ? .value : .table }

  private func columns(of pipeline: ArraySlice<StageOutline>) -> [String]? {
    guard let last = pipeline.last else { return nil }
    switch last.head {
    case .variable(let path): return completer.value(at: path).flatMap { Table($0) }?.columns.map(\.name)
    case .last: return Table(completer.session.last)?.columns.map(\.name)
    case .expression: return nil
    case .command(let name):
      switch completer.console.declaration(name)?.outputColumns {
      case .fixed(let names)?: return names
      case .asInput?: return columns(of: pipeline.dropLast())
      case .derived(let derive)?: return derive(columns(of: pipeline.dropLast()), last)
      case .unknown?, nil: return nil
      }
    }
  }
}
