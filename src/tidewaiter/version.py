"""The version of the code, written into every manifest it makes."""

VERSION = "0.1.0"
