/** Colours of the wall's charts, as ECharts needs them: the tokens of the dark theme in ui/tokens.css. */
export const COLOURS = {
  ink: '#eaf1fb',
  quiet: '#93a4bc',
  line: '#22344f',
  edge: '#4d73ad',
  blue: '#6ea8ff',
  ground: '#0a1424',
  paper: '#0f1c30',
} as const;

/** From none to most. */
export const SHADES = ['#12223b', '#173258', '#1c4377', '#235798', '#2c6cba', '#3a83dc'] as const;
