// Functions of text and of paths.

import XQLanguage

enum TextFunctions {
  static func call(_ function: Function, _ arguments: [Value]) throws(Diagnostic) -> Value {
    if function == .join { return try join(arguments) }
    for argument in arguments { if case .none = argument { return .none } }
    let text = try text(function, arguments.at(0))
    switch function {
    case .lower: return .string(text.lowercased())
    case .upper: return .string(text.uppercased())
    case .basename: return .string(basename(text))
    case .dirname: return .string(dirname(text))
    default: break
    }
    let part = try Self.text(function, arguments.at(1))
    switch function {
    case .contains: return .bool(Bytes.range(of: part, in: text) != nil)
    case .starts: return .bool(text.utf8.starts(with: part.utf8))
    case .ends: return .bool(text.utf8.reversed().starts(with: part.utf8.reversed()))
    case .replace:
      return .string(Bytes.split(text, part).joined(separator: try Self.text(function, arguments.at(2))))
    default: return .list(Bytes.split(text, part).map { .string($0) })
    }
  }

  /// The text of a value that must be a string.
  static func text(_ function: Function, _ value: Value) throws(Diagnostic) -> String {
    guard case .string(let text) = value else {
      throw Sentence.function(
        function, wants: "a string", value, help: isList(value) ? [] : ["string(x) makes a text of any value"])
    }
    return text
  }

  private static func isList(_ value: Value) -> Bool {
    if case .list = value { true } else { false }
  }

  /// `join(list, separator)`: the one-line texts of the elements, none left out.
  private static func join(_ arguments: [Value]) throws(Diagnostic) -> Value {
    guard case .list(let list) = arguments.at(0) else {
      throw Sentence.function(.join, wants: "a list", arguments.at(0))
    }
    let separator = arguments.count > 1 ? try text(.join, arguments.at(1)) : ""
    let parts = list.compactMap { value in
      if case .none = value { return String?.none }
      return value.text
    }
    return .string(parts.joined(separator: separator))
  }

  /// The last part of a path: `a/b.onnx` gives `b.onnx`.
  private static func basename(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? (path.isEmpty ? "" : "/")
  }

  /// A path without its last part: `a/b.onnx` gives `a`, `b.onnx` gives `.`.
  static func dirname(_ path: String) -> String {
    let parts = path.split(separator: "/")
    let root = path.utf8.first == UInt8(ascii: "/") ? "/" : ""
    guard parts.count > 1 else { return root.isEmpty ? "." : "/" }
    return root + parts.dropLast().joined(separator: "/")
  }
}

/// Search in text by its bytes: the same result whatever way accents are composed.
enum Bytes {
  /// Where a part stands first, as offsets of bytes; an empty part stands at the start.
  static func range(of part: String, in text: String) -> Range<Int>? {
    range(of: Array(part.utf8), in: Array(text.utf8), from: 0)
  }

  /// The parts of a text between the separators; an empty separator separates nothing.
  static func split(_ text: String, _ separator: String) -> [String] {
    let (bytes, wanted) = (Array(text.utf8), Array(separator.utf8))
    guard !wanted.isEmpty else { return [text] }
    var parts: [String] = []
    var start = 0
    while let found = range(of: wanted, in: bytes, from: start) {
      parts.append(String(decoding: bytes[start..<found.lowerBound], as: UTF8.self))
      start = found.upperBound
    }
    parts.append(String(decoding: bytes[start...], as: UTF8.self))
    return parts
  }

  private static func range(of part: [UInt8], in bytes: [UInt8], from start: Int) -> Range<Int>? {
    guard bytes.count - start >= part.count else { return nil }
    for place in start...(bytes.count - part.count) where bytes[place...].starts(with: part) {
      return place..<(place + part.count)
    }
    return nil
  }
}
