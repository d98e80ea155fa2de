"""What tests share: databases, servers, a visitor who looks at each page he gets, a robot that fills any form."""
