import { BarChart, LineChart, MapChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { init, registerMap, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

// Only what the cockpit draws. SVG stays sharp on a wall of any size.
use([BarChart, LineChart, MapChart, GridComponent, SVGRenderer]);

export { init, registerMap };
