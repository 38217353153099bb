import React from 'react'
export default function Chip({ children }) {
  return <span className="chip">{children}</span>
}
