{% test at_least(model, column_name, minimum=0) %}
  {{ config(severity='warn') }}
  select {{ column_name }} from {{ model }} where {{ column_name }} < {{ minimum }}
{% endtest %}
{% test rows_match(model, other, keys) %}
  select {{ keys | join(', ') }} from {{ model }}
  except
  select {{ keys | join(', ') }} from {{ other }}
{% endtest %}
