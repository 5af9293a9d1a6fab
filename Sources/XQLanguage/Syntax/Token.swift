// What an expression is made of.

struct Token {
  enum Kind {
    case number(Value)
    /// The opening quote of a string, which the parser reads on from here.
    case quote
    case name(String)
    case variable(String)
    case symbol(Symbol)
    case lineEnd
    case end
    /// Something that is no token, and what to say about it.
    indirect case problem(Diagnostic)
  }

  let kind: Kind
  let span: Span

  var symbol: Symbol? {
    if case .symbol(let symbol) = kind { symbol } else { nil }
  }

  var name: String? {
    if case .name(let name) = kind { name } else { nil }
  }
}

enum Symbol: String, CaseIterable {
  case dollarParenthesis = "$("
  case leftParenthesis = "("
  case rightParenthesis = ")"
  case leftBracket = "["
  case rightBracket = "]"
  case leftBrace = "{"
  case rightBrace = "}"
  case comma = ","
  case colon = ":"
  case semicolon = ";"
  case bar = "|"
  case assign = "="
  case equal = "=="
  case unequal = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case tilde = "~"
  case plus = "+"
  case minus = "-"
  case times = "*"
  case over = "/"
  case dot = "."
  // Operators of other languages, to be answered.
  case doubleAnd = "&&"
  case doubleBar = "||"
  case doubleTimes = "**"
  case doubleOver = "//"
  case percent = "%"
  case caret = "^"
  case exclamation = "!"
  case tripleEqual = "==="
  case unequalSign = "<>"
  case matchSign = "=~"
  case arrow = "=>"
  case plusAssign = "+="
  case and = "&"

  /// Longest first at each place.
  static let byFirstByte: [[(bytes: [UInt8], symbol: Symbol)]] = {
    var table = [[(bytes: [UInt8], symbol: Symbol)]](repeating: [], count: 128)
    for symbol in allCases {
      let bytes = Array(symbol.rawValue.utf8)
      table[Int(bytes[0])].append((bytes, symbol))
    }
    return table.map { $0.sorted { $0.bytes.count > $1.bytes.count } }
  }()

  var binaryOperator: BinaryOperator? {
    switch self {
    case .equal: .equal
    case .unequal: .unequal
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    case .tilde: .matches
    case .plus: .add
    case .minus: .subtract
    case .times: .multiply
    case .over: .divide
    default: nil
    }
  }
}

extension BinaryOperator {
  /// How tightly it binds; `not` stands at 3.
  var precedence: Int {
    switch self {
    case .or: 1
    case .and: 2
    case .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual, .isIn, .matches: 4
    case .add, .subtract: 5
    case .multiply, .divide: 6
    }
  }

  static let comparisonPrecedence = 4
  static let negationPrecedence = 3
}

/// The words that name no variable, command, function or parameter.
enum Keyword {
  static let all: Set<String> = [
    "let", "param", "def", "for", "in", "if", "else", "try", "return", "stop", "next", "expect", "require", "and", "or",
    "not", "true", "false", "none", "inf", "nan",
  ]
  /// Those that start an expression.
  static let values: Set<String> = ["not", "true", "false", "none", "inf", "nan"]
}
