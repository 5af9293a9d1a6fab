import XQLanguage
extension ParameterType { func read(_ word: String) -> Value { Double(word).map { .number($0) } ?? .string(word) } }
